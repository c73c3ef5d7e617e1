package io.github.fijiray.imagej;

import java.util.Locale;

/** How numbers and choices are written in figures, labels and logs. */
public final class Notation {

	private Notation() {}

	/** A score in about three digits; large ones whole. */
	public static String score(double value) {
		double size = Math.abs(value);
		return String.format(Locale.ROOT, size < 10 ? "%.2f" : size < 1000 ? "%.1f" : "%.0f", value);
	}

	public static String percent(double fraction) {
		double percent = Math.round(fraction * 1e4) / 1e2;
		return (percent == Math.rint(percent) ? String.valueOf((long) percent) : String.valueOf(percent)) + " %";
	}

	public static String channels(int count) {
		return count + (count == 1 ? " channel" : " channels");
	}

	/** A constant as macros and tables name it. */
	public static String word(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}
}
