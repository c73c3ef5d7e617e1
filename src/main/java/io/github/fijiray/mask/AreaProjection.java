package io.github.fijiray.mask;

/**
 * Gives a finished mask exactly the area asked for, by a monotone map of its values that keeps their order, 0 and 1:
 * {@code m ↦ sigmoid(logit(m) + b)}, with one b for all pixels.
 * <p>
 * No b can reach an area below the share of pixels that are 1, or above the share that are not 0. Then those pixels,
 * which cannot be told apart, are lowered from 1 or raised from 0 together, and all others become 0 or 1.
 * </p>
 */
public final class AreaProjection {

	private static final double TOLERANCE = 1e-7;
	/** exp(±LIMIT) moves even the floats next to 0 and 1 to the other end. */
	private static final double LIMIT = 120;

	private AreaProjection() {}

	/**
	 * Changes a mask in place so that {@code |mean(m) - area| ≤ 1e-6}.
	 *
	 * @param mask values in [0, 1]
	 * @param area fraction of the image in [0, 1]
	 */
	public static void project(float[] mask, double area) {
		int ones = 0, zeros = 0;
		for (float m : mask) {
			ones += m >= 1 ? 1 : 0;
			zeros += m <= 0 ? 1 : 0;
		}
		final double smallest = (double) ones / mask.length, largest = 1 - (double) zeros / mask.length;
		if (area <= smallest) lowerOnes(mask, ones == 0 ? 0 : area / smallest);
		else if (area >= largest) raiseZeros(mask, zeros == 0 ? 1 : (area - largest) / (1 - largest));
		else shift(mask, area);
	}

	private static void lowerOnes(float[] mask, double value) {
		for (int i = 0; i < mask.length; i++)
			mask[i] = mask[i] >= 1 ? (float) value : 0;
	}

	private static void raiseZeros(float[] mask, double value) {
		for (int i = 0; i < mask.length; i++)
			mask[i] = mask[i] <= 0 ? (float) value : 1;
	}

	private static void shift(float[] mask, double area) {
		double low = -LIMIT, high = LIMIT, b = 0;
		while (high - low > 1e-12) {
			final double excess = excess(mask, b, area);
			if (Math.abs(excess) <= TOLERANCE) break;
			if (excess > 0) high = b;
			else low = b;
			b = (low + high) / 2;
		}
		final double odds = Math.exp(b);
		for (int i = 0; i < mask.length; i++)
			mask[i] = (float) shifted(mask[i], odds);
	}

	private static double excess(float[] mask, double b, double area) {
		final double odds = Math.exp(b);
		double sum = 0;
		for (float m : mask)
			sum += shifted(m, odds);
		return sum / mask.length - area;
	}

	/** sigmoid(logit(m) + b), odds being exp(b). */
	private static double shifted(double m, double odds) {
		return m * odds / (m * odds + (1 - m));
	}
}
