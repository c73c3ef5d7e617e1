package io.github.fijiray.audit.report;

import io.github.fijiray.audit.AuditRow;
import io.github.fijiray.audit.Suspicion;

/**
 * An image of an audit as a page shows it. Of each figure there are the words to read and, as {@code …Value}, the number to
 * sort by.
 *
 * @param rank place among the suspicious images, from 1
 * @param outcome {@code right}, {@code wrong} or {@code unknown}
 * @param degree of suspicion
 */
record Item(int rank, String id, String className, String prediction, String outcome, EvidenceKind evidence,
	String reason, double degree, String score, String scoreValue, String area, String areaValue, String inside,
	String insideValue, String chance, String border, String borderValue, Pictures.Pair pictures, Curve curve)
{

	static Item of(int rank, Suspicion suspicion, Pictures.Pair pictures) {
		AuditRow row = suspicion.row();
		String area = row.optimalArea().isPresent() ? Wording.percent(row.optimalArea()) : row.needsEvidence()
			? "none is enough" : "none needed";
		return new Item(rank, row.id(), row.className().orElse(""), row.text("prediction").orElse(""), outcome(row),
			EvidenceKind.of(row), suspicion.reason(), suspicion.degree(), Wording.number(row.number(
				"score")), Wording.raw(row.number("score")), area, Wording.raw(row.optimalArea()), Wording.percent(row.number(
					"mass_inside")), Wording.raw(row.number("mass_inside")), Wording.percent(row.number("truth_area")), Wording
						.number(row.number("border_distance")), Wording.raw(row.number("border_distance")), pictures, Curve.of(
							row));
	}

	static String outcome(AuditRow row) {
		return row.truth("correct").map(correct -> correct ? "right" : "wrong").orElse("unknown");
	}
}
