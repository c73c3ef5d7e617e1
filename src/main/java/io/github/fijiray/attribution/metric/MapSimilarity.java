package io.github.fijiray.attribution.metric;

import io.github.fijiray.perturbation.GaussianBlur;

import java.util.Comparator;
import java.util.stream.IntStream;

/** How alike two maps are. Maps are {@code float[height][width]} flattened. */
public final class MapSimilarity {

	private static final double WINDOW = 1.5;
	private static final double C1 = 0.01 * 0.01;
	private static final double C2 = 0.03 * 0.03;

	private MapSimilarity() {}

	/**
	 * Spearman's rank correlation; values that are equal share their mean rank.
	 *
	 * @return from -1 to 1; NaN if one of the maps has the same value everywhere, or a value that is NaN
	 */
	public static double rankCorrelation(float[] one, float[] other) {
		if (!ValueRange.of(one).isNumber() || !ValueRange.of(other).isNumber()) return Double.NaN;
		double[] a = ranks(one), b = ranks(other);
		double mean = (a.length - 1) / 2.0, both = 0, squaresA = 0, squaresB = 0;
		for (int i = 0; i < a.length; i++) {
			both += (a[i] - mean) * (b[i] - mean);
			squaresA += (a[i] - mean) * (a[i] - mean);
			squaresB += (b[i] - mean) * (b[i] - mean);
		}
		return both / Math.sqrt(squaresA * squaresB);
	}

	private static double[] ranks(float[] map) {
		int[] order = IntStream.range(0, map.length).boxed().sorted(Comparator.comparingDouble(i -> map[i])).mapToInt(
			Integer::intValue).toArray();
		double[] ranks = new double[map.length];
		for (int first = 0; first < order.length;) {
			int end = first;
			while (end < order.length && map[order[end]] == map[order[first]])
				end++;
			for (int i = first; i < end; i++)
				ranks[order[i]] = (first + end - 1) / 2.0;
			first = end;
		}
		return ranks;
	}

	/**
	 * The structural similarity with a Gaussian window of 1.5 pixels (Wang et al., IEEE TIP 2004), mean over the pixels, of
	 * the maps scaled to 0 … 1.
	 *
	 * @return up to 1, for equal maps
	 */
	public static double structure(float[] one, float[] other, int height, int width) {
		float[] a = ValueRange.scaled(one), b = ValueRange.scaled(other);
		GaussianBlur window = new GaussianBlur(WINDOW);
		float[] meanA = window.blur(a, height, width), meanB = window.blur(b, height, width);
		float[] squareA = window.blur(product(a, a), height, width), squareB = window.blur(product(b, b), height, width);
		float[] mixed = window.blur(product(a, b), height, width);
		double sum = 0;
		for (int i = 0; i < a.length; i++) {
			double both = (double) meanA[i] * meanB[i], squares = (double) meanA[i] * meanA[i] + (double) meanB[i] * meanB[i];
			double variances = squareA[i] + squareB[i] - squares;
			sum += (2 * both + C1) * (2 * (mixed[i] - both) + C2) / ((squares + C1) * (variances + C2));
		}
		return sum / a.length;
	}

	private static float[] product(float[] a, float[] b) {
		float[] product = new float[a.length];
		for (int i = 0; i < a.length; i++)
			product[i] = a[i] * b[i];
		return product;
	}
}
