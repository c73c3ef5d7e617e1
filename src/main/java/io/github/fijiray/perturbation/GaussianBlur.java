package io.github.fijiray.perturbation;

/**
 * Gaussian blur normalised over the pixels that exist, {@code Σ g(u-v) x(v) / Σ g(u-v)} (Fong, Patrick, Vedaldi, ICCV
 * 2019, §3.4): a constant image stays constant up to its border. Separable; the Gaussian is sampled at the pixels and
 * truncated at 4 σ.
 */
public final class GaussianBlur {

	private static final double REACH = 4;

	private final double sigma;

	/** @param sigma σ in pixels, not negative; 0 does not blur */
	public GaussianBlur(double sigma) {
		if (!(sigma >= 0 && sigma < 1e5)) throw new IllegalArgumentException("The standard deviation of the blur is " +
			sigma + " pixels; expected a number from 0 to 100000.");
		this.sigma = sigma;
	}

	/**
	 * Blurs every channel of an image.
	 *
	 * @param image {@code float[channels][height][width]} flattened
	 * @return the blurred image, shaped like the image
	 */
	public float[] blur(float[] image, int height, int width) {
		if (sigma == 0) return image.clone();
		final float[] blurred = new float[image.length];
		blurColumns(blurRows(image, width), height, width, blurred);
		return blurred;
	}

	private float[] blurRows(float[] image, int width) {
		final float[] weights = weights(width), norms = norms(weights, width);
		final float[] blurred = new float[image.length];
		for (int row = 0; row < image.length; row += width) {
			addMultiple(blurred, row, weights[0], image, row, width);
			for (int k = 1; k < weights.length; k++) {
				addMultiple(blurred, row, weights[k], image, row + k, width - k);
				addMultiple(blurred, row + k, weights[k], image, row, width - k);
			}
			for (int x = 0; x < width; x++)
				blurred[row + x] *= norms[x];
		}
		return blurred;
	}

	private void blurColumns(float[] image, int height, int width, float[] blurred) {
		final float[] weights = weights(height), norms = norms(weights, height);
		for (int plane = 0; plane < image.length; plane += height * width) {
			for (int y = 0; y < height; y++) {
				final int first = Math.max(0, y - weights.length + 1), last = Math.min(height - 1, y + weights.length - 1);
				for (int v = first; v <= last; v++)
					addMultiple(blurred, plane + y * width, weights[Math.abs(v - y)] * norms[y], image, plane + v * width,
						width);
			}
		}
	}

	/** g(0), g(1), … as far as it reaches and an axis of this length can use. */
	private float[] weights(int length) {
		final float[] weights = new float[1 + (int) Math.min(length - 1, Math.ceil(REACH * sigma))];
		for (int k = 0; k < weights.length; k++)
			weights[k] = (float) Math.exp(-k * k / (2 * sigma * sigma));
		return weights;
	}

	/** 1 / Σ g over the pixels that exist, for every position on an axis. */
	private static float[] norms(float[] weights, int length) {
		final float[] norms = new float[length];
		for (int u = 0; u < length; u++) {
			double sum = 0;
			for (int v = Math.max(0, u - weights.length + 1); v <= Math.min(length - 1, u + weights.length - 1); v++)
				sum += weights[Math.abs(u - v)];
			norms[u] = (float) (1 / sum);
		}
		return norms;
	}

	private static void addMultiple(float[] target, int targetStart, float factor, float[] source, int sourceStart,
		int length)
	{
		for (int i = 0; i < length; i++)
			target[targetStart + i] += factor * source[sourceStart + i];
	}
}
