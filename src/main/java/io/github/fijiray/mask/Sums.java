package io.github.fijiray.mask;

/** Sums over pixels in double precision, in one fixed order; four chains, so that additions overlap. */
final class Sums {

	private Sums() {}

	static double sum(float[] a) {
		double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
		int i = 0;
		for (; i + 3 < a.length; i += 4) {
			s0 += a[i];
			s1 += a[i + 1];
			s2 += a[i + 2];
			s3 += a[i + 3];
		}
		for (; i < a.length; i++)
			s0 += a[i];
		return s0 + s1 + (s2 + s3);
	}

	/** Σ a·b. */
	static double dot(float[] a, float[] b) {
		double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
		int i = 0;
		for (; i + 3 < a.length; i += 4) {
			s0 += a[i] * b[i];
			s1 += a[i + 1] * b[i + 1];
			s2 += a[i + 2] * b[i + 2];
			s3 += a[i + 3] * b[i + 3];
		}
		for (; i < a.length; i++)
			s0 += a[i] * b[i];
		return s0 + s1 + (s2 + s3);
	}
}
