package io.github.fijiray.mask;

import java.util.Arrays;

/**
 * The area penalty {@code R_a(m) = ‖vecsort(m) - r_a‖² / n} over the n pixels of a mask, r_a being (1-a)·n zeros and
 * then a·n ones (Fong, Patrick, Vedaldi, ICCV 2019, eq. 4; as a mean rather than a sum, so that its weight does not
 * depend on the size of the image).
 * <p>
 * Pixels above the value at rank a·n are pulled to 1, those below to 0. Pixels of just that value share what remains of
 * a·n: value and gradient are the mean over all orders in which they could have been sorted, so a flat mask has a flat
 * gradient.
 * </p>
 * An object serves one thread at a time. The calls allocate nothing.
 */
public final class AreaPenalty {

	/** The bits of a float, but for its sign, as three digits of 11, 10 and 10 bits. */
	private static final int[] SHIFTS = { 20, 10, 0 };
	private static final int[] DIGITS = { 0x7ff, 0x3ff, 0x3ff };

	private final double area;
	private final int[] histogram = new int[0x800];

	/** @param area a, fraction of the image in [0, 1] */
	public AreaPenalty(double area) {
		if (!(area >= 0 && area <= 1)) throw new IllegalArgumentException("The area is " + area +
			"; expected a fraction of the image from 0 to 1.");
		this.area = area;
	}

	/**
	 * Adds {@code weight · ∂R_a/∂m} to a gradient.
	 *
	 * @param mask m, values not below 0
	 * @param gradMask is increased by the gradient, shaped like the mask
	 * @return R_a(m), not weighted
	 */
	public double addGradient(float[] mask, double weight, float[] gradMask) {
		final int n = mask.length;
		final float threshold = valueAtRank(mask, (int) Math.min(n - 1, Math.floor(area * n)));
		int above = 0, tied = 0;
		for (float m : mask) {
			above += m > threshold ? 1 : 0;
			tied += m == threshold ? 1 : 0;
		}
		final double tiedTarget = Math.min(1, (area * n - above) / tied);

		final float scale = (float) (2 * weight / n);
		final float shared = (float) tiedTarget;
		for (int i = 0; i < n; i++) {
			final float m = mask[i];
			final float target = m > threshold ? 1 : m < threshold ? 0 : shared;
			gradMask[i] += scale * (m - target);
		}
		return (squaresWithout(mask, threshold) + tied * tiedSquare(threshold, tiedTarget)) / n;
	}

	private static double squaresWithout(float[] mask, float threshold) {
		double squares = 0;
		for (float m : mask) {
			final double distance = m > threshold ? 1 - m : m < threshold ? m : 0;
			squares += distance * distance;
		}
		return squares;
	}

	private static double tiedSquare(double m, double shareOfOnes) {
		return shareOfOnes * (1 - m) * (1 - m) + (1 - shareOfOnes) * m * m;
	}

	/** @param rank 0 for the largest value */
	private float valueAtRank(float[] mask, int rank) {
		// The bits of floats from 0 upwards sort like integers: find the digits of the wanted one from the highest.
		int prefix = 0, prefixMask = 0, left = rank;
		for (int level = 0; level < SHIFTS.length; level++) {
			countDigits(mask, prefix, prefixMask, level);
			int digit = DIGITS[level];
			while (left >= histogram[digit])
				left -= histogram[digit--];
			prefix |= digit << SHIFTS[level];
			prefixMask |= DIGITS[level] << SHIFTS[level];
		}
		return Float.intBitsToFloat(prefix);
	}

	private void countDigits(float[] mask, int prefix, int prefixMask, int level) {
		Arrays.fill(histogram, 0);
		final int shift = SHIFTS[level], digit = DIGITS[level];
		for (float m : mask) {
			final int bits = Float.floatToRawIntBits(m);
			if ((bits & prefixMask) == prefix) histogram[bits >>> shift & digit]++;
		}
	}
}
