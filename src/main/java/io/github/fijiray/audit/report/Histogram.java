package io.github.fijiray.audit.report;

import io.github.fijiray.audit.AuditRow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How numbers are distributed, with one panel per class on a common axis. Coordinates are those of a drawing 320 wide.
 *
 * @param axis what the numbers are
 */
record Histogram(String title, String axis, String first, String last, List<Panel> panels) {

	private static final int BINS = 20;
	private static final double WIDTH = 320;
	private static final double HEIGHT = 56;

	/** @param reference where a mark is drawn; empty for none */
	record Panel(String label, String summary, List<Column> columns, String reference) {}

	/** The images of a bin; the wrong decisions stand on the others. */
	record Column(String x, String width, String y, String height, String wrongY, String wrongHeight, String words) {}

	/** Of shares, from 0 to 1. */
	static Histogram ofShares(String title, String axis, Map<String, List<AuditRow>> classes,
		Function<AuditRow, OptionalDouble> value, Function<List<AuditRow>, OptionalDouble> reference)
	{
		return of(title, axis, classes, value, reference, 0, 1, true);
	}

	/** From the smallest to the largest number. */
	static Histogram of(String title, String axis, Map<String, List<AuditRow>> classes,
		Function<AuditRow, OptionalDouble> value)
	{
		double[] all = classes.values().stream().flatMap(List::stream).map(value).flatMapToDouble(OptionalDouble::stream)
			.filter(Double::isFinite).sorted().toArray();
		double low = all.length == 0 ? 0 : all[0], high = all.length == 0 ? 1 : all[all.length - 1];
		return of(title, axis, classes, value, rows -> OptionalDouble.empty(), low, high > low ? high : low + 1, false);
	}

	private static Histogram of(String title, String axis, Map<String, List<AuditRow>> classes,
		Function<AuditRow, OptionalDouble> value, Function<List<AuditRow>, OptionalDouble> reference, double low,
		double high, boolean shares)
	{
		List<Panel> panels = new ArrayList<>();
		classes.forEach((name, rows) -> {
			int[] all = new int[BINS], wrong = new int[BINS];
			List<Double> values = new ArrayList<>();
			for (AuditRow row : rows)
				value.apply(row).ifPresent(number -> {
					if (!Double.isFinite(number)) return;
					int bin = (int) Math.max(0, Math.min(BINS - 1, (number - low) / (high - low) * BINS));
					all[bin]++;
					if (!row.truth("correct").orElse(true)) wrong[bin]++;
					values.add(number);
				});
			OptionalDouble mean = values.stream().mapToDouble(Double::doubleValue).average();
			panels.add(new Panel(name, values.isEmpty() ? "no values" : "mean " + (shares ? Wording.percent(mean) : Wording
				.number(mean)) + ", " + Wording.count(values.size(), "image"), columns(all, wrong, low, (high - low) / BINS,
					shares), values.isEmpty() ? "" : reference.apply(rows).stream().mapToObj(place -> Wording.coordinate(WIDTH *
						(place - low) / (high - low))).findFirst().orElse("")));
		});
		return new Histogram(title, axis, end(low, shares), end(high, shares), panels);
	}

	private static List<Column> columns(int[] all, int[] wrong, double low, double step, boolean shares) {
		int highest = 1;
		for (int count : all)
			highest = Math.max(highest, count);
		List<Column> columns = new ArrayList<>();
		for (int bin = 0; bin < BINS; bin++) {
			if (all[bin] == 0) continue;
			double height = HEIGHT * all[bin] / highest, wrongHeight = HEIGHT * wrong[bin] / highest;
			String words = end(low + bin * step, shares) + " to " + end(low + (bin + 1) * step, shares) + ": " + Wording.count(
				all[bin], "image") + (wrong[bin] > 0 ? ", " + wrong[bin] + " of them wrong" : "");
			columns.add(new Column(Wording.coordinate(bin * WIDTH / BINS + 0.75), Wording.coordinate(WIDTH / BINS - 1.5),
				Wording.coordinate(HEIGHT - height), Wording.coordinate(height), Wording.coordinate(HEIGHT - height), Wording
					.coordinate(wrongHeight), words));
		}
		return columns;
	}

	private static String end(double value, boolean share) {
		return share ? Wording.percent(value) : Wording.number(OptionalDouble.of(value));
	}
}
