package io.github.fijiray.audit;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Numbers of a column over several rows.
 *
 * @param sorted the values that exist, ascending
 */
public record Distribution(double[] sorted) {

	public static Distribution of(List<AuditRow> rows, String column) {
		return of(rows.stream().map(row -> row.number(column)).toList());
	}

	static Distribution of(List<OptionalDouble> values) {
		return new Distribution(values.stream().flatMapToDouble(OptionalDouble::stream).sorted().toArray());
	}

	public int count() {
		return sorted.length;
	}

	/** @return empty without values */
	public OptionalDouble mean() {
		return Arrays.stream(sorted).average();
	}

	/**
	 * Linear between the values.
	 *
	 * @param share 0 for the smallest, 0.5 for the median, 1 for the largest
	 * @return empty without values
	 */
	public OptionalDouble quantile(double share) {
		if (sorted.length == 0) return OptionalDouble.empty();
		double place = share * (sorted.length - 1);
		int below = (int) Math.floor(place);
		int above = (int) Math.ceil(place);
		return OptionalDouble.of(sorted[below] + (place - below) * (sorted[above] - sorted[below]));
	}
}
