package io.github.fijiray.attribution.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well a map agrees with where an object is. Maps are {@code float[height][width]} flattened, regions {@code boolean}s
 * of the same pixels.
 */
public final class Localisation {

	private Localisation() {}

	/**
	 * The share of the map's positive values that lies within a region (Arras, Osman, Samek, Information Fusion 2022).
	 *
	 * @return from 0 to 1; NaN if the map is nowhere positive
	 */
	public static double relevanceMass(float[] map, boolean[] region) {
		double inside = 0, all = 0;
		for (int i = 0; i < map.length; i++) {
			double value = Math.max(0, map[i]);
			all += value;
			if (region[i]) inside += value;
		}
		return inside / all;
	}

	/**
	 * Of as many of the largest values as the region has pixels, the share that lies within it (Arras, Osman, Samek, 2022).
	 * Pixels of the same value count with the share of them that is needed.
	 *
	 * @return from 0 to 1; NaN if the region is empty, or a value of the map is NaN
	 */
	public static double relevanceRank(float[] map, boolean[] region) {
		if (!ValueRange.of(map).isNumber()) return Double.NaN;
		int[] order = IntStream.range(0, map.length).boxed().sorted(Comparator.comparingDouble(i -> -map[i])).mapToInt(
			Integer::intValue).toArray();
		int size = 0;
		for (boolean inside : region)
			if (inside) size++;
		double hits = 0;
		for (int first = 0; first < size;) {
			int end = first, inside = 0;
			while (end < order.length && map[order[end]] == map[order[first]])
				if (region[order[end++]]) inside++;
			hits += (double) inside / (end - first) * (Math.min(end, size) - first);
			first = end;
		}
		return hits / size;
	}

	/**
	 * The pointing game for one image: whether the map's maximum lies within a region or not farther from it than a
	 * tolerance (Zhang et al., ECCV 2016, §4.2).
	 *
	 * @param width of the map in pixels
	 * @param tolerance in pixels
	 * @return 1 for a hit, 0 for a miss; where several pixels share the maximum, the share of them that hits
	 */
	public static double pointingHit(float[] map, boolean[] region, int width, double tolerance) {
		float largest = Float.NEGATIVE_INFINITY;
		for (float value : map)
			largest = Math.max(largest, value);
		int points = 0, hits = 0;
		for (int i = 0; i < map.length; i++)
			if (map[i] == largest) {
				points++;
				if (isNear(region, width, i, tolerance)) hits++;
			}
		return (double) hits / points;
	}

	private static boolean isNear(boolean[] region, int width, int point, double tolerance) {
		int x = point % width, y = point / width, reach = (int) tolerance, height = region.length / width;
		for (int v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++)
			for (int u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++)
				if (region[v * width + u] && Math.hypot(u - x, v - y) <= tolerance) return true;
		return false;
	}
}
