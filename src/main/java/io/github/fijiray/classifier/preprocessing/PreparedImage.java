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
}
