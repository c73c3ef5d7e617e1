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
		final int pixels = height * width;
		for (int plane = 0; plane < image.length; plane += pixels) {
			final float[][] rows = new float[height][width];
			for (int y = 0; y < height; y++)
				System.arraycopy(image, plane + y * width, rows[y], 0, width);
			final float[][] result = transposed(blurredDown(transposed(blurredDown(rows))));
			for (int y = 0; y < height; y++)
				System.arraycopy(result[y], 0, blurred, plane + y * width, width);
		}
		return blurred;
	}

	/** The blur along an axis as a matrix, {@code float[length][length]} flattened: blurred = matrix · values. */
	public float[] matrix(int length) {
		final float[] columns = new float[length * length];
		for (int i = 0; i < length; i++)
			columns[i * length + i] = 1;
		final float[] blurred = blur(columns, length, 1), matrix = new float[length * length];
		for (int column = 0; column < length; column++)
			for (int row = 0; row < length; row++)
				matrix[row * length + column] = blurred[column * length + row];
		return matrix;
	}

	/** Blurs along the first index. */
	private float[][] blurredDown(float[][] rows) {
		final float[] weights = weights(rows.length), norms = norms(weights, rows.length);
		final float[][] blurred = new float[rows.length][rows[0].length];
		for (int y = 0; y < rows.length; y++) {
			final int first = Math.max(0, y - weights.length + 1), last = Math.min(rows.length, y + weights.length);
			for (int v = first; v < last; v++)
				addMultiple(blurred[y], weights[Math.abs(v - y)] * norms[y], rows[v]);
		}
		return blurred;
	}

	private static float[][] transposed(float[][] rows) {
		final float[][] columns = new float[rows[0].length][rows.length];
		for (int y = 0; y < rows.length; y++)
			for (int x = 0; x < columns.length; x++)
				columns[x][y] = rows[y][x];
		return columns;
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

	private static void addMultiple(float[] target, float factor, float[] source) {
		for (int i = 0; i < target.length; i++)
			target[i] += factor * source[i];
	}
}
