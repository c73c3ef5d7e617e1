package io.github.fijiray.attribution.metric;

import java.util.Arrays;

/** How few pixels a map is about, as the Gini index of its magnitudes (Chalasani et al., ICML 2020, §5). */
public final class Sparsity {

	private Sparsity() {}

	/** @return 0 if all pixels count alike, towards 1 if one counts alone; NaN for a map of zeros */
	public static double gini(float[] map) {
		double[] sorted = new double[map.length];
		Arrays.setAll(sorted, i -> Math.abs(map[i]));
		Arrays.sort(sorted);
		double sum = 0, weighted = 0;
		for (int k = 0; k < sorted.length; k++) {
			sum += sorted[k];
			weighted += sorted[k] * (sorted.length - k - 0.5);
		}
		return 1 - 2 * weighted / sum / sorted.length;
	}
}
