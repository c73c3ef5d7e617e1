package io.github.fijiray.audit;

import io.github.fijiray.study.ResultTable;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of {@code audit.csv}.
 *
 * @param values by column; the empty text where there is none
 */
public record AuditRow(Map<String, String> values) {

	public String id() {
		return values.get(ResultTable.ITEM);
	}

	/** The class that the image belongs to, if it is known. */
	public Optional<String> className() {
		return text(ResultTable.CLASS);
	}

	/** Why there is no result, if there is none. */
	public Optional<String> error() {
		return text(ResultTable.ERROR);
	}

	public Optional<String> text(String column) {
		return Optional.of(values.getOrDefault(column, "")).filter(text -> !text.isEmpty());
	}

	public OptionalDouble number(String column) {
		return text(column).map(text -> OptionalDouble.of(Double.parseDouble(text))).orElse(OptionalDouble.empty());
	}

	public Optional<Boolean> truth(String column) {
		return text(column).map(Boolean::valueOf);
	}

	/** a*, where it exists and means something. */
	public OptionalDouble optimalArea() {
		return needsEvidence() ? number("optimal_area") : OptionalDouble.empty();
	}

	/** Whether the decision rests on something that can be seen in the image, and not on its absence. */
	public boolean needsEvidence() {
		return !truth("needs_no_evidence").orElse(true);
	}

	/**
	 * How much of the evidence that could lie in the truth does not, from 0 to 1. Empty without truth, and where no evidence
	 * is needed: the place of a mask means nothing then.
	 */
	public OptionalDouble outsideTruth() {
		double truthArea = number("truth_area").orElse(0);
		if (!needsEvidence() || truthArea == 0) return OptionalDouble.empty();
		double possible = Math.min(1, truthArea / number("evidence_reached").orElseThrow());
		return OptionalDouble.of(Math.max(0, 1 - number("mass_inside").orElseThrow() / possible));
	}
}
