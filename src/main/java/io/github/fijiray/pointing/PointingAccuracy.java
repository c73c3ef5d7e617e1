package io.github.fijiray.pointing;

import io.github.fijiray.imagej.TableRows;
import io.github.fijiray.imagej.WholeFile;
import io.github.fijiray.study.ResultTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How often methods hit, over all images and over the difficult ones. The accuracy of a method is the mean over classes of
 * hits / (hits + misses), so that rare classes count like frequent ones.
 */
public final class PointingAccuracy {

	static final List<String> CLASS_COLUMNS = List.of("method", "subset", "class", "images", "hits", "accuracy",
		"relevance_mass", "relevance_rank");
	static final List<String> METHOD_COLUMNS = List.of("method", "accuracy_all", "accuracy_difficult", "classes_all",
		"images_all", "classes_difficult", "images_difficult", "relevance_mass", "relevance_rank", "failed");

	/** Images of a class, by method and subset. */
	record Tally(String method, Subset subset, String className, List<Map<String, String>> rows) {

		double hits() {
			return rows.stream().mapToDouble(row -> Double.parseDouble(row.get("pointing_hit"))).sum();
		}

		double accuracy() {
			return hits() / rows.size();
		}

		/** NaN if no row has a value. */
		double mean(String column) {
			return rows.stream().map(row -> row.get(column)).filter(value -> !value.isEmpty()).mapToDouble(
				Double::parseDouble).average().orElse(Double.NaN);
		}
	}

	/** Which images count. */
	enum Subset {
		ALL, DIFFICULT;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}
	}

	private final Set<String> methods = new LinkedHashSet<>();
	private final List<Tally> tallies = new ArrayList<>();
	private final Map<String, Integer> failed = new LinkedHashMap<>();

	private PointingAccuracy() {}

	/** @param rows those of {@code pointing.csv}; what failed is neither a hit nor a miss */
	public static PointingAccuracy of(List<Map<String, String>> rows) {
		PointingAccuracy accuracy = new PointingAccuracy();
		Map<List<Object>, Tally> found = new LinkedHashMap<>();
		for (Map<String, String> row : rows) {
			String id = row.get(ResultTable.ITEM);
			String method = id.substring(id.lastIndexOf('#') + 1);
			accuracy.methods.add(method);
			if (!row.get(ResultTable.ERROR).isEmpty()) {
				accuracy.failed.merge(method, 1, Integer::sum);
				continue;
			}
			for (Subset subset : Subset.values())
				if (subset == Subset.ALL || Boolean.parseBoolean(row.get("difficult"))) found.computeIfAbsent(List.of(method,
					subset, row.get(ResultTable.CLASS)), key -> new Tally(method, subset, row.get(ResultTable.CLASS),
						new ArrayList<>())).rows().add(row);
		}
		accuracy.tallies.addAll(found.values());
		return accuracy;
	}

	/**
	 * The mean over the classes.
	 *
	 * @return from 0 to 1; NaN if there is no image
	 */
	double of(String method, Subset subset) {
		return mean(method, subset, Tally::accuracy);
	}

	private double mean(String method, Subset subset, ToDoubleFunction<Tally> value) {
		return of(tallies, method, subset).stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).average().orElse(
			Double.NaN);
	}

	private static List<Tally> of(List<Tally> tallies, String method, Subset subset) {
		return tallies.stream().filter(tally -> tally.method().equals(method) && tally.subset() == subset).toList();
	}

	/** A row for each method, subset and class. */
	public TableRows classes() {
		return new TableRows(CLASS_COLUMNS, tallies.stream().map(tally -> List.<Object> of(tally.method(), tally.subset()
			.word(), tally.className(), tally.rows().size(), (float) tally.hits(), (float) tally.accuracy(), number(tally.mean(
				"relevance_mass")), number(tally.mean("relevance_rank")))).toList());
	}

	/** A row for each method. */
	public TableRows methods() {
		List<List<Object>> rows = new ArrayList<>();
		for (String method : methods) {
			List<Object> row = new ArrayList<>(List.of(method, number(of(method, Subset.ALL)), number(of(method,
				Subset.DIFFICULT))));
			for (Subset subset : Subset.values()) {
				List<Tally> classes = of(tallies, method, subset);
				row.add(classes.size());
				row.add(classes.stream().mapToInt(tally -> tally.rows().size()).sum());
			}
			row.add(number(mean(method, Subset.ALL, tally -> tally.mean("relevance_mass"))));
			row.add(number(mean(method, Subset.ALL, tally -> tally.mean("relevance_rank"))));
			row.add(failed.getOrDefault(method, 0));
			rows.add(row);
		}
		return new TableRows(METHOD_COLUMNS, rows);
	}

	private static Object number(double value) {
		return Double.isNaN(value) ? "" : (Object) (float) value;
	}

	/** The methods with their accuracies in percent, as in table 1 of the paper, in lines whose columns are aligned. */
	public String text() {
		StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-22s%8s%12s%10s%8s%n", "Pointing game (%)", "all",
			"difficult", "mass", "rank"));
		for (String method : methods)
			text.append(String.format(Locale.ROOT, "%-22s%8s%12s%10s%8s%n", method, percent(of(method, Subset.ALL)), percent(of(
				method, Subset.DIFFICULT)), percent(mean(method, Subset.ALL, tally -> tally.mean("relevance_mass"))), percent(
					mean(method, Subset.ALL, tally -> tally.mean("relevance_rank")))));
		text.append('\n').append("mean over the classes");
		for (Subset subset : Subset.values()) {
			List<Tally> classes = methods.isEmpty() ? List.of() : of(tallies, methods.iterator().next(), subset);
			int pairs = classes.stream().mapToInt(tally -> tally.rows().size()).sum();
			text.append(subset == Subset.ALL ? ": " : "; ").append(subset.word()).append(' ').append(counted(classes.size(),
				"class", "classes")).append(", ").append(counted(pairs, "pair", "pairs")).append(" of image and class");
		}
		int failures = failed.values().stream().mapToInt(Integer::intValue).sum();
		if (failures > 0) text.append('\n').append(counted(failures, "map", "maps")).append(" failed: the column '").append(
			ResultTable.ERROR).append("' of ").append(PointingGame.TABLE).append(
				".csv says why; delete their rows to have them made again");
		return text.append('\n').toString();
	}

	private static String counted(int number, String one, String many) {
		return number + " " + (number == 1 ? one : many);
	}

	private static String percent(double value) {
		return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * value);
	}

	/** Writes {@code pointing_classes.csv} and {@code pointing_methods.csv} in the place of earlier ones. */
	void write(Path folder) throws IOException {
		write(folder.resolve(PointingGame.TABLE + "_classes.csv"), classes());
		write(folder.resolve(PointingGame.TABLE + "_methods.csv"), methods());
	}

	private static void write(Path file, TableRows rows) throws IOException {
		WholeFile.replace(file, unfinished -> Files.writeString(unfinished, TableRows.header(rows.columns()) + "\n" + rows
			.csv()));
	}
}
