package io.github.fijiray.attribution.inversion;

import io.github.fijiray.classifier.preprocessing.PreparedImage;

/**
 * The intensities that an inversion may have, per channel, as the classifier sees them.
 *
 * @param low one per channel
 * @param mean that of the plain image which an inversion begins with, between the others
 * @param high one per channel, at least {@code low}
 */
public record IntensityRange(float[] low, float[] mean, float[] high) {

	/** From the darkest to the brightest pixel of each channel of an image. */
	public static IntensityRange of(PreparedImage image) {
		final float[] low = new float[image.channels()], mean = new float[low.length], high = new float[low.length];
		final int size = image.height() * image.width();
		for (int c = 0; c < low.length; c++) {
			double sum = 0;
			low[c] = high[c] = image.pixels()[c * size];
			for (int i = c * size; i < (c + 1) * size; i++) {
				sum += image.pixels()[i];
				low[c] = Math.min(low[c], image.pixels()[i]);
				high[c] = Math.max(high[c], image.pixels()[i]);
			}
			mean[c] = (float) (sum / size);
		}
		return new IntensityRange(low, mean, high);
	}

	/** Where the mean lies on the logistic curve from low to high. */
	float logit(int channel) {
		final double share = (mean[channel] - low[channel]) / (high[channel] - low[channel]);
		return share > 0 && share < 1 ? (float) Math.log(share / (1 - share)) : 0;
	}
}
