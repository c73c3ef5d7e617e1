package io.github.fijiray.classifier.preprocessing;

import java.util.List;

/**
 * An image as a classifier sees it. Its content is the part of the classifier's input that shows the image; around it
 * lies the padding of {@link ResizeMode#FIT}, filled with {@code black}. Perturbed copies are made of the content.
 *
 * @param pixels preprocessed intensities of the content, {@code float[channels][height][width]} flattened
 * @param channels number of channels of the classifier
 * @param black per channel the preprocessed value of zero intensity, or of the darkest pixel of the image where the
 *          preprocessing follows the image's own intensities
 * @param placement where the content lies in the source image, and its size
 * @param inputHeight height of the classifier's input
 * @param inputWidth width of the classifier's input
 * @param notes what the user should know about the preprocessing of this image
 */
public record PreparedImage(float[] pixels, int channels, float[] black, Placement placement, int inputHeight,
	int inputWidth, List<String> notes)
{

	/** Height of the content in pixels. */
	public int height() {
		return placement.height();
	}

	/** Width of the content in pixels. */
	public int width() {
		return placement.width();
	}

	/** First row of the content in the classifier's input. */
	public int top() {
		return (inputHeight - height()) / 2;
	}

	/** First column of the content in the classifier's input. */
	public int left() {
		return (inputWidth - width()) / 2;
	}

	/**
	 * Brings a map over the whole classifier's input, of any resolution, to the source image, interpolated.
	 *
	 * @param map {@code float[mapHeight][mapWidth]} flattened
	 * @return {@code float[sourceHeight][sourceWidth]} flattened; 0 where the classifier did not see the image
	 */
	public float[] toSource(float[] map, int mapHeight, int mapWidth) {
		return placement.resampled(toContent(map, mapHeight, mapWidth));
	}

	/**
	 * Brings a map over the whole classifier's input, of any resolution, to the content, interpolated.
	 *
	 * @param map {@code float[mapHeight][mapWidth]} flattened
	 * @return {@code float[height][width]} flattened
	 */
	public float[] toContent(float[] map, int mapHeight, int mapWidth) {
		LineResampler horizontal = new LineResampler(mapWidth, width(), (double) mapWidth / inputWidth, (double) mapWidth /
			inputWidth * left());
		LineResampler vertical = new LineResampler(mapHeight, height(), (double) mapHeight / inputHeight,
			(double) mapHeight / inputHeight * top());
		float[] wide = new float[Math.multiplyExact(mapHeight, width())];
		for (int y = 0; y < mapHeight; y++)
			horizontal.resampleLine(map, y * mapWidth, wide, y * width());
		return vertical.resampleColumns(wide, width());
	}
}
