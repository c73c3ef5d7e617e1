package io.github.fijiray.mask;

/** exp on arrays, in plain loops that the just-in-time compiler turns into vector instructions. */
final class Exponential {

	private Exponential() {}

	/**
	 * Replaces {@code a[from] … a[to - 1]} by their exponentials. Relative error below 2e-6 for arguments from -20 to 20,
	 * beyond which it grows.
	 * <p>
	 * {@code exp(z) - 1} is a Taylor polynomial at z/32, then squared five times; keeping the 1 apart keeps its digits.
	 * </p>
	 */
	static void exp(float[] a, int from, int to) {
		for (int i = from; i < to; i++) {
			final float z = a[i] * (1 / 32f);
			a[i] = z * (1 + z * (1 / 2f + z * (1 / 6f + z * (1 / 24f + z * (1 / 120f + z * (1 / 720f + z * (1 / 5040f)))))));
		}
		for (int i = from; i < to; i++) {
			float e = a[i];
			e *= 2 + e;
			e *= 2 + e;
			e *= 2 + e;
			e *= 2 + e;
			e *= 2 + e;
			a[i] = 1 + e;
		}
	}
}
