package io.github.fijiray.mask;

/** Sums over pixels, in one fixed order: few in float, many in double, in chains that overlap. */
final class Sums {

	private Sums() {}

	static double sum(float[] a) {
		double s0 = 0, s1 = 0;
		int i = 0;
		for (; i + 7 < a.length; i += 8) {
			s0 += a[i] + a[i + 1] + (a[i + 2] + a[i + 3]);
			s1 += a[i + 4] + a[i + 5] + (a[i + 6] + a[i + 7]);
		}
		for (; i < a.length; i++)
			s0 += a[i];
		return s0 + s1;
	}
}
