package io.github.fijiray.audit.report;

import io.github.fijiray.audit.AuditRow;
import io.github.fijiray.audit.AuditTable;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two audits of the same images, joined by the images' names.
 *
 * @param changes images that have a result in both, the most changed first
 * @param onlyFirst number of the first audit's images that have no result in the second one
 * @param onlySecond number of the second audit's images that have no result in the first one
 */
public record Comparison(List<Change> changes, int onlyFirst, int onlySecond) {

	/**
	 * What differs for one image; the differences are those of the second audit to the first.
	 *
	 * @param shift distance of the evidence's centroids as a share of the diagonal of what was classified; empty unless both
	 *          decisions need evidence
	 * @param area difference of a*; empty unless both have one
	 * @param inside difference of the share of the evidence that lies in the truth; empty unless both decisions need
	 *          evidence and there is truth
	 */
	public record Change(AuditRow first, AuditRow second, OptionalDouble shift, OptionalDouble area,
		OptionalDouble inside)
	{

		static Change of(AuditRow first, AuditRow second) {
			boolean both = first.needsEvidence() && second.needsEvidence();
			return new Change(first, second, both ? OptionalDouble.of(shift(first, second)) : OptionalDouble.empty(),
				difference(first, second, AuditRow::optimalArea), both ? difference(first, second, row -> row.number(
					"mass_inside")) : OptionalDouble.empty());
		}

		/** Whether the classifier says something else. */
		public boolean otherPrediction() {
			return !first.text("prediction").equals(second.text("prediction"));
		}

		/** Another prediction counts 1, and so does evidence that only one decision needs; then the largest difference. */
		public double degree() {
			double largest = Math.max(shift.orElse(0), Math.max(Math.abs(area.orElse(0)), Math.abs(inside.orElse(0))));
			return (otherPrediction() ? 1 : 0) + (first.needsEvidence() != second.needsEvidence() ? 1 : 0) + largest;
		}

		private static double shift(AuditRow first, AuditRow second) {
			double x = value(second, "evidence_x") - value(first, "evidence_x");
			double y = value(second, "evidence_y") - value(first, "evidence_y");
			return Math.hypot(x, y) / Math.hypot(value(first, "width"), value(first, "height"));
		}

		private static OptionalDouble difference(AuditRow first, AuditRow second,
			Function<AuditRow, OptionalDouble> value)
		{
			OptionalDouble a = value.apply(first), b = value.apply(second);
			return a.isPresent() && b.isPresent() ? OptionalDouble.of(b.getAsDouble() - a.getAsDouble()) : OptionalDouble
				.empty();
		}

		private static double value(AuditRow row, String column) {
			return row.number(column).orElseThrow();
		}
	}

	/** @throws IllegalArgumentException if no image has a result in both */
	public static Comparison of(AuditTable first, AuditTable second) {
		Map<String, AuditRow> others = second.results().stream().collect(Collectors.toMap(AuditRow::id, row -> row));
		List<Change> changes = first.results().stream().filter(row -> others.containsKey(row.id())).map(row -> Change.of(
			row, others.get(row.id()))).sorted(Comparator.comparingDouble(Change::degree).reversed()).toList();
		if (changes.isEmpty()) throw new IllegalArgumentException("The audits in " + first.output() + " and " + second
			.output() + " have no image in common; compare audits of the same folder or table.");
		return new Comparison(changes, first.results().size() - changes.size(), others.size() - changes.size());
	}
}
