package io.github.fijiray.mask;

/**
 * Turns a field into a mask of exact area and given steepness, {@code m = sigmoid((u - b)/τ)}: b such that
 * {@code mean(m)} is the area, τ such that the mask has the wanted slope on its contour m = ½.
 * <p>
 * On the contour {@code |∇m| = |∇u|/(4τ)}, so {@code τ = s/(4·slope)}, where s is the root mean square of |∇u| weighted
 * by (m(1-m))², which singles out the contour. As m depends on τ, the two are found in turns. The result depends on
 * nothing but the arguments.
 * </p>
 * An object serves one mask in one thread. The calls allocate nothing.
 */
public final class ContourProjection {

	/** How exact the area is while τ is still sought, and in the end. */
	private static final double[] AREA_TOLERANCES = { 1e-2, 1e-3, 1e-3, 5e-8 };
	private static final int MAX_ITERATIONS = 200;
	/** τ is at least this share of the range of u, should u be flat on the contour. */
	private static final double SMALLEST_TEMPERATURE = 1e-4;
	/** sigmoid(±SATURATION) is 0 and 1 within the precision of a float. */
	private static final float SATURATION = 18;

	private final int height;
	private final int width;
	private final float[] squaredGradient;
	/** m(1-m), which is τ·∂m/∂u. */
	private final float[] sensitivity;
	private double offset;
	private double temperature;

	public ContourProjection(int height, int width) {
		this.height = height;
		this.width = width;
		squaredGradient = new float[height * width];
		sensitivity = new float[height * width];
	}

	/**
	 * Projects a field.
	 *
	 * @param field u, {@code float[height][width]} flattened
	 * @param area fraction of the image in (0, 1), reached within 2e-7
	 * @param slope wanted |∇m| on the contour, per pixel
	 * @param mask receives m, shaped like the field
	 */
	public void forward(float[] field, double area, double slope, float[] mask) {
		if (!(area > 0 && area < 1 && slope > 0)) throw new IllegalArgumentException("The area is " + area +
			" and the slope " + slope + "; expected a fraction of the image above 0 and below 1 and a positive slope.");
		float lowest = field[0], highest = field[0];
		for (float u : field) {
			lowest = Math.min(lowest, u);
			highest = Math.max(highest, u);
		}
		final double range = (double) highest - lowest;
		computeSquaredGradient(field);
		offset = Sums.sum(field) / field.length;
		final double gradient = Math.sqrt(Sums.sum(squaredGradient) / field.length);
		temperature = temperature(gradient, slope, range);
		for (double tolerance : AREA_TOLERANCES) {
			findOffset(field, lowest, highest, area, tolerance, mask);
			if (tolerance != AREA_TOLERANCES[AREA_TOLERANCES.length - 1])
				temperature = temperature(contourGradient(), slope, range);
		}
	}

	private static double temperature(double gradient, double slope, double range) {
		return range > 0 ? Math.max(gradient / (4 * slope), SMALLEST_TEMPERATURE * range) : 1;
	}

	private void computeSquaredGradient(float[] field) {
		for (int y = 0; y < height; y++) {
			final int row = y * width;
			final int above = Math.max(0, y - 1) * width, below = Math.min(height - 1, y + 1) * width;
			final float dy = below - above == 2 * width ? 0.5f : 1;
			for (int x = 0; x < width; x++) {
				final float gradient = dy * (field[below + x] - field[above + x]);
				squaredGradient[row + x] = gradient * gradient;
			}
			for (int x = 1; x < width - 1; x++) {
				final float gradient = 0.5f * (field[row + x + 1] - field[row + x - 1]);
				squaredGradient[row + x] += gradient * gradient;
			}
			if (width > 1) {
				final float first = field[row + 1] - field[row], last = field[row + width - 1] - field[row + width - 2];
				squaredGradient[row] += first * first;
				squaredGradient[row + width - 1] += last * last;
			}
		}
	}

	/** Root mean square of |∇u|, weighted by (m(1-m))². */
	private double contourGradient() {
		double weighted = 0, weights = 0;
		for (int i = 0; i < sensitivity.length; i++) {
			final float weight = sensitivity[i] * sensitivity[i];
			weighted += weight * squaredGradient[i];
			weights += weight;
		}
		return weights > 0 ? Math.sqrt(weighted / weights) : 0;
	}

	/** Newton's method for b, kept inside a shrinking bracket. */
	private void findOffset(float[] field, float lowest, float highest, double area, double tolerance, float[] mask) {
		double low = lowest - SATURATION * temperature, high = highest + SATURATION * temperature;
		for (int i = 0; i < MAX_ITERATIONS; i++) {
			computeMask(field, mask);
			final double excess = Sums.sum(mask) / mask.length - area;
			if (Math.abs(excess) <= tolerance) return;
			if (excess > 0) low = offset;
			else high = offset;
			final double step = excess * temperature * mask.length / Sums.sum(sensitivity);
			offset += step;
			if (!(offset > low && offset < high)) offset = (low + high) / 2;
		}
	}

	private void computeMask(float[] field, float[] mask) {
		final float b = (float) offset;
		// What b loses as a float; without it the area could not be exact.
		final float remainder = (float) ((offset - b) / temperature);
		final float inverse = (float) (1 / temperature);
		for (int i = 0; i < mask.length; i++)
			mask[i] = Math.max(-SATURATION, Math.min(SATURATION, (b - field[i]) * inverse + remainder));
		Exponential.exp(mask, 0, mask.length);
		for (int i = 0; i < mask.length; i++)
			mask[i] = 1 / (1 + mask[i]);
		for (int i = 0; i < mask.length; i++)
			sensitivity[i] = mask[i] * (1 - mask[i]);
	}

	/**
	 * Computes the gradient with respect to the field of the last {@link #forward}, along the masks of equal area and
	 * for constant τ: {@code (g - Σ g·d / Σ d)·d/τ} with {@code d = m(1-m)}.
	 *
	 * @param gradMask g, the gradient with respect to m, {@code float[height][width]} flattened
	 * @param gradField receives the gradient with respect to u; may be {@code gradMask}
	 */
	public void backward(float[] gradMask, float[] gradField) {
		final double sum = Sums.sum(sensitivity);
		final float mean = sum > 0 ? (float) (Sums.dot(gradMask, sensitivity) / sum) : 0;
		final float inverse = (float) (1 / temperature);
		for (int i = 0; i < gradField.length; i++)
			gradField[i] = (gradMask[i] - mean) * sensitivity[i] * inverse;
	}

	/** b of the last projection. */
	public double offset() {
		return offset;
	}

	/** τ of the last projection. */
	public double temperature() {
		return temperature;
	}
}
