package io.github.fijiray.monotonicity;

import io.github.fijiray.imagej.TableRows;
import io.github.fijiray.imagej.WholeFile;
import io.github.fijiray.study.ResultTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The share of images whose score is monotone, and those whose score is not.
 *
 * @param monotone number of images without a violation
 * @param failed number of images without a result; they count neither way
 * @param violations rows of the other images, those with the largest fall first
 */
public record MonotonicitySummary(int monotone, int failed, List<Map<String, String>> violations) {

	private static final List<String> COLUMNS = List.of("image", "explained", "score_image", "optimal_area",
		MonotonicityStudy.LARGEST_FALL, MonotonicityStudy.FALLS);

	/** @param rows those of {@code monotonicity.csv} */
	public static MonotonicitySummary of(List<Map<String, String>> rows) {
		List<Map<String, String>> good = rows.stream().filter(row -> row.get(ResultTable.ERROR).isEmpty()).toList();
		List<Map<String, String>> violations = good.stream().filter(row -> !Boolean.parseBoolean(row.get(
			MonotonicityStudy.MONOTONE))).sorted(Comparator.comparingDouble(row -> -Double.parseDouble(row.get(
				MonotonicityStudy.LARGEST_FALL)))).toList();
		return new MonotonicitySummary(good.size() - violations.size(), rows.size() - good.size(), violations);
	}

	/** @return from 0 to 1; NaN if no image has a result */
	public double share() {
		return (double) monotone / (monotone + violations.size());
	}

	/** A row for each image with a violation. */
	public TableRows rows() {
		return new TableRows(COLUMNS, violations.stream().map(row -> COLUMNS.stream().<Object> map(row::get).toList())
			.toList());
	}

	/** The share and the violations, in lines. */
	public String text() {
		int measured = monotone + violations.size();
		String percent = measured == 0 ? "" : String.format(Locale.ROOT, " (%.2f %%)", 100 * share());
		StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
			"The score is monotone up to a* for %d of %d images%s, %d images failed%n", monotone, measured, percent, failed));
		for (Map<String, String> row : violations)
			text.append("  ").append(row.get(ResultTable.ITEM)).append(", ").append(row.get("explained")).append(": ").append(row
				.get(MonotonicityStudy.FALLS)).append('\n');
		return text.toString();
	}

	/** Writes {@code monotonicity_violations.csv} and {@code monotonicity.txt} in the place of earlier ones. */
	void write(Path folder) throws IOException {
		WholeFile.replace(folder.resolve(MonotonicityStudy.TABLE + "_violations.csv"), unfinished -> Files.writeString(
			unfinished, TableRows.header(COLUMNS) + "\n" + rows().csv()));
		WholeFile.replace(folder.resolve(MonotonicityStudy.TABLE + ".txt"), unfinished -> Files.writeString(unfinished,
			text()));
	}
}
