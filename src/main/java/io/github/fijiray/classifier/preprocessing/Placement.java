package io.github.fijiray.classifier.preprocessing;

import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * Where the pixels that a classifier sees lie in the source image: the image is scaled as a whole, then a rectangle is
 * cut out, which is the content of the classifier's input.
 *
 * @param sourceWidth width of the source image in pixels
 * @param sourceHeight height of the source image in pixels
 * @param scaledWidth width of the whole scaled image
 * @param scaledHeight height of the whole scaled image
 * @param cropX left edge of the content in the scaled image
 * @param cropY upper edge of the content in the scaled image
 * @param width width of the content
 * @param height height of the content
 */
public record Placement(int sourceWidth, int sourceHeight, int scaledWidth, int scaledHeight, int cropX, int cropY,
	int width, int height)
{

	/**
	 * Scales one channel of the source image.
	 *
	 * @param plane pixels with the axes x, y
	 * @return the content, {@code float[height][width]} flattened
	 */
	float[] toContent(RandomAccessibleInterval<? extends RealType<?>> plane) {
		double ratioX = (double) sourceWidth / scaledWidth;
		double ratioY = (double) sourceHeight / scaledHeight;
		LineResampler horizontal = new LineResampler(sourceWidth, width, ratioX, cropX * ratioX);
		LineResampler vertical = new LineResampler(sourceHeight, height, ratioY, cropY * ratioY);
		RandomAccess<? extends RealType<?>> access = plane.randomAccess();
		float[] line = new float[sourceWidth];
		float[] narrow = new float[Math.multiplyExact(sourceHeight, width)];
		for (int y = 0; y < sourceHeight; y++) {
			access.setPosition(plane.min(1) + y, 1);
			access.setPosition(plane.min(0), 0);
			for (int x = 0; x < sourceWidth; x++) {
				line[x] = access.get().getRealFloat();
				access.fwd(0);
			}
			horizontal.resampleLine(line, 0, narrow, y * width);
		}
		return vertical.resampleColumns(narrow, width);
	}

	/**
	 * Brings a mask back to the source image, interpolated; equal sizes are copied exactly.
	 *
	 * @param mask {@code float[height][width]} flattened, in [0, 1]
	 * @return {@code float[sourceHeight][sourceWidth]} flattened, in [0, 1]; 0 where the classifier did not see the image
	 */
	public float[] toSource(float[] mask) {
		float[] source = resampled(mask);
		for (int i = 0; i < source.length; i++)
			source[i] = Math.min(1, source[i]);
		return source;
	}

	/** As {@link #toSource} for values of any range. */
	public float[] resampled(float[] mask) {
		if (mask.length != width * height) throw new IllegalArgumentException("A mask of " + mask.length +
			" pixels for a content of " + width + " × " + height + ".");
		LineResampler horizontal = new LineResampler(width, sourceWidth, (double) scaledWidth / sourceWidth, -cropX);
		LineResampler vertical = new LineResampler(height, sourceHeight, (double) scaledHeight / sourceHeight, -cropY);
		float[] wide = new float[Math.multiplyExact(height, sourceWidth)];
		for (int y = 0; y < height; y++)
			horizontal.resampleLine(mask, y * width, wide, y * sourceWidth);
		return vertical.resampleColumns(wide, sourceWidth);
	}
}
