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
		return truth("needs_no_evidence").orElse(true) ? OptionalDouble.empty() : number("optimal_area");
	}
}
