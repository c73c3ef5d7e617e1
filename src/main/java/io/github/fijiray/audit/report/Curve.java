package io.github.fijiray.audit.report;

import io.github.fijiray.audit.AuditRow;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The scores that the masks keep and leave, over their areas. Coordinates are those of a drawing 300 wide, 150 high.
 *
 * @param kept points of a polyline
 * @param whole height of the whole image's score
 * @param optimal where a* is; empty if there is none
 */
record Curve(List<Mark> marks, String kept, String removed, String whole, String perturbed, String optimal, String high,
	String low)
{

	private static final String KEPT = "kept_";
	private static final double WIDTH = 300;
	private static final double HEIGHT = 150;

	record Mark(String x, String y, String area, String words) {}

	static Curve of(AuditRow row) {
		List<Double> areas = row.values().keySet().stream().filter(column -> column.startsWith(KEPT)).map(column -> Double
			.valueOf(column.substring(KEPT.length()))).sorted().toList();
		List<Double> scores = new ArrayList<>();
		for (double area : areas) {
			scores.add(score(row, KEPT + area));
			scores.add(score(row, "removed_" + area));
		}
		scores.add(score(row, "score_image"));
		scores.add(score(row, "score_perturbed"));
		double low = scores.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
		double high = scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
		double range = high > low ? high - low : 1;
		double widest = areas.isEmpty() ? 1 : areas.get(areas.size() - 1);
		List<Mark> marks = areas.stream().map(area -> new Mark(x(area, widest), y(score(row, KEPT + area), low, range),
			Wording.percent(area), Wording.percent(area) + " of the image keep " + Wording.number(row.number(KEPT + area)) +
				", the rest has " + Wording.number(row.number("removed_" + area)))).toList();
		return new Curve(marks, points(row, KEPT, areas, widest, low, range), points(row, "removed_", areas, widest, low,
			range), y(score(row, "score_image"), low, range), y(score(row, "score_perturbed"), low, range), row.optimalArea()
				.stream().mapToObj(area -> x(area, widest)).findFirst().orElse(""), Wording.number(OptionalDouble.of(high)),
			Wording.number(OptionalDouble.of(low)));
	}

	private static String points(AuditRow row, String series, List<Double> areas, double widest, double low,
		double range)
	{
		return areas.stream().map(area -> x(area, widest) + "," + y(score(row, series + area), low, range)).collect(
			Collectors.joining(" "));
	}

	private static double score(AuditRow row, String column) {
		return row.number(column).orElse(0);
	}

	private static String x(double area, double widest) {
		return Wording.coordinate(WIDTH * area / widest);
	}

	private static String y(double score, double low, double range) {
		return Wording.coordinate(HEIGHT * (1 - (score - low) / range));
	}
}
