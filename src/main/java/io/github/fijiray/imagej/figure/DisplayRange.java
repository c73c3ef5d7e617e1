package io.github.fijiray.imagej.figure;

import java.util.Arrays;
import java.util.Locale;

/**
 * Between which values a map is shown. The map itself is not changed.
 *
 * @param low shown as nothing, or below 0 as coldest
 * @param high shown as hottest
 */
public record DisplayRange(double low, double high) {

	/** The share of the magnitudes that {@code auto} shows without clipping. */
	private static final double SHOWN = 0.995;

	/**
	 * @param text {@code auto}, {@code full} or two numbers
	 * @throws IllegalArgumentException if it is something else
	 */
	public static void check(String text) {
		of(text, new float[1]);
	}

	/**
	 * The range of a map: for {@code full} up to its largest magnitude, for {@code auto} up to that of all but 0.5 % of its
	 * pixels. A map that is negative somewhere is shown with 0 in the middle, another one from its minimum.
	 */
	public static DisplayRange of(String text, float[] map) {
		boolean auto = text.strip().equalsIgnoreCase("auto");
		if (!auto && !text.strip().equalsIgnoreCase("full")) return given(text);
		float[] sorted = map.clone();
		float smallest = Float.POSITIVE_INFINITY;
		for (int i = 0; i < map.length; i++) {
			smallest = Math.min(smallest, map[i]);
			sorted[i] = Math.abs(map[i]);
		}
		Arrays.sort(sorted);
		double high = sorted[auto ? (int) (SHOWN * (sorted.length - 1)) : sorted.length - 1];
		if (high <= Math.max(0, smallest)) high = sorted[sorted.length - 1];
		double low = smallest < 0 ? -high : smallest;
		return new DisplayRange(low, high > low ? high : low + 1);
	}

	private static DisplayRange given(String text) {
		try {
			String[] ends = text.strip().split("[,;\\s]+");
			double low = Double.parseDouble(ends[0]), high = Double.parseDouble(ends[ends.length - 1]);
			if (ends.length == 2 && low < high) return new DisplayRange(low, high);
			throw illegal(text, null);
		}
		catch (NumberFormatException e) {
			throw illegal(text, e);
		}
	}

	private static IllegalArgumentException illegal(String text, NumberFormatException cause) {
		return new IllegalArgumentException("The value '" + text +
			"' of 'range' is not legal; expected auto, full, or the smaller and the larger value, as in 0,1.", cause);
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.3g to %.3g", low, high);
	}
}
