package io.github.fijiray.attribution.map;

import io.github.fijiray.classifier.preprocessing.PreparedImage;

import java.util.Arrays;

/** How far the preprocessed intensities of an image reach: what noise is measured by. */
public final class IntensityRange {

	private static final double TAIL = 0.01;

	private IntensityRange() {}

	/**
	 * The range of each channel from the 1st to the 99th percentile, so that a speck of dust does not stretch it; the whole
	 * range where nearly all pixels are the same.
	 *
	 * @return {@code double[channels]}
	 */
	public static double[] of(PreparedImage image) {
		double[] ranges = new double[image.channels()];
		int pixels = image.height() * image.width();
		for (int channel = 0; channel < ranges.length; channel++) {
			float[] sorted = Arrays.copyOfRange(image.pixels(), channel * pixels, (channel + 1) * pixels);
			Arrays.sort(sorted);
			int tail = (int) (TAIL * pixels);
			double range = sorted[pixels - 1 - tail] - sorted[tail];
			ranges[channel] = range > 0 ? range : sorted[pixels - 1] - sorted[0];
		}
		return ranges;
	}
}
