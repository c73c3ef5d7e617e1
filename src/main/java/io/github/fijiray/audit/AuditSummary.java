package io.github.fijiray.audit;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The figures of some rows of an audit: of all, or of a class.
 *
 * @param images number of rows
 * @param accuracy share of the right decisions among those whose class is known
 * @param withoutEvidence share of the decisions that need no evidence
 * @param insufficient share of the decisions that need evidence but for which no area was enough
 * @param optimalArea a* of the others
 * @param massInside share of the evidence that lies in the truth
 * @param pointingHits share of the images whose pointing place lies in the truth
 * @param borderDistance of the evidence, in pixels
 */
public record AuditSummary(int images, OptionalDouble accuracy, double withoutEvidence, double insufficient,
	Distribution optimalArea, Distribution massInside, OptionalDouble pointingHits, Distribution borderDistance)
{

	/** @param rows with results */
	public static AuditSummary of(List<AuditRow> rows) {
		long without = rows.stream().filter(row -> row.truth("needs_no_evidence").orElseThrow()).count();
		Distribution areas = Distribution.of(rows.stream().map(AuditRow::optimalArea).toList());
		double images = Math.max(1, rows.size());
		return new AuditSummary(rows.size(), share(rows, "correct"), without / images, (rows.size() - without - areas
			.count()) / images, areas, Distribution.of(rows, "mass_inside"), share(rows, "pointing_hit"), Distribution.of(rows,
				"border_distance"));
	}

	/**
	 * How often each class was taken for each, with the evidence that it took.
	 *
	 * @param images number of rows
	 * @param optimalArea a* of those that have one
	 */
	public record Confusion(String className, String prediction, int images, Distribution optimalArea) {}

	/** One entry for each pair of a known class and a prediction that occurs, sorted by names. */
	public static List<Confusion> confusions(List<AuditRow> rows) {
		Map<String, Map<String, List<AuditRow>>> cells = rows.stream().filter(row -> row.className().isPresent()).collect(
			Collectors.groupingBy(row -> row.className().get(), TreeMap::new, Collectors.groupingBy(row -> row.text(
				"prediction").orElseThrow(), TreeMap::new, Collectors.toList())));
		return cells.entrySet().stream().flatMap(known -> known.getValue().entrySet().stream().map(said -> new Confusion(
			known.getKey(), said.getKey(), said.getValue().size(), Distribution.of(said.getValue().stream().map(
				AuditRow::optimalArea).toList())))).toList();
	}

	private static OptionalDouble share(List<AuditRow> rows, String column) {
		return rows.stream().flatMap(row -> row.truth(column).stream()).mapToDouble(yes -> yes ? 1 : 0).average();
	}
}
