package io.github.fijiray.audit.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as a report says them; a dash where there is none. */
final class Wording {

	private static final String NOTHING = "–";

	private Wording() {}

	static String percent(double share) {
		double percent = 100 * share;
		return String.format(Locale.ROOT, percent > 0 && percent < 9.95 && Math.rint(percent) != percent ? "%.1f %%"
			: "%.0f %%", percent);
	}

	static String percent(OptionalDouble share) {
		return share.isPresent() ? percent(share.getAsDouble()) : NOTHING;
	}

	static String number(OptionalDouble value) {
		return value.isPresent() ? String.format(Locale.ROOT, "%.3g", value.getAsDouble()) : NOTHING;
	}

	/** For attributes that are read by machines; empty where there is none. */
	static String raw(OptionalDouble value) {
		return value.isPresent() ? String.valueOf(value.getAsDouble()) : "";
	}

	static String coordinate(double value) {
		return String.format(Locale.ROOT, "%.2f", value);
	}

	/** As in {@code 1 image} and {@code 2 images}. */
	static String count(long number, String thing) {
		return number + " " + thing + (number == 1 ? "" : "s");
	}
}
