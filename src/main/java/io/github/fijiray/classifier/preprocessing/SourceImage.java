package io.github.fijiray.classifier.preprocessing;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * The image that is to be explained, as it was taken.
 *
 * @param pixels raw intensities with the axes x, y, channel; an RGB picture has three channels
 * @param typeMaximum the largest intensity that the pixel type can hold: 255 for 8 bit and RGB, 65535 for 16 bit, 1 for
 *          32-bit floating point
 */
public record SourceImage(RandomAccessibleInterval<? extends RealType<?>> pixels, double typeMaximum) {

	/** @throws IllegalArgumentException if there are no pixels, or not three axes */
	public SourceImage {
		if (pixels.numDimensions() != 3) throw new IllegalArgumentException("An image needs the axes x, y and channel; " +
			"this one has " + pixels.numDimensions() + " axes.");
		for (int axis = 0; axis < 3; axis++)
			if (pixels.dimension(axis) < 1 || pixels.dimension(axis) > Integer.MAX_VALUE) throw new IllegalArgumentException(
				"The image or selection has " + pixels.dimension(0) + " × " + pixels.dimension(1) + " pixels and " +
					pixels.dimension(2) + " channels; there is nothing to classify.");
		if (!(typeMaximum > 0)) throw new IllegalArgumentException("The largest intensity of the pixel type is " +
			typeMaximum + "; expected a number above 0.");
	}

	public int width() {
		return (int) pixels.dimension(0);
	}

	public int height() {
		return (int) pixels.dimension(1);
	}

	public int channels() {
		return (int) pixels.dimension(2);
	}
}
