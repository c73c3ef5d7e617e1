package io.github.fijiray.imagej;

import io.github.fijiray.attribution.ExtremalMask;
import io.github.fijiray.attribution.ExtremalResult;

import ij.measure.ResultsTable;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as table rows, one per area. The columns are an interface, like a macro's parameter names. */
public final class ExtremalTable {

	/** The columns in their order. */
	public static final List<String> COLUMNS = List.of("image", "model", "model_sha256", "target", "label", "game",
		"perturbation", "area", "area_reached", "score_kept", "score_removed", "score_image", "score_perturbed",
		"threshold", "optimal_area", "passes", "seed", "provider", "version", "mode", "preprocessing", "x", "y", "width",
		"height", "slice", "frame", "binariness", "contour_slope");

	private ExtremalTable() {}

	/** Adds one row per area to a table of ImageJ. */
	public static void addTo(ResultsTable table, ExtremalReport report) {
		for (List<Object> row : rows(report)) {
			table.addRow();
			for (int column = 0; column < COLUMNS.size(); column++) {
				Object value = row.get(column);
				if (value instanceof Number number) table.addValue(COLUMNS.get(column), number.doubleValue());
				else table.addValue(COLUMNS.get(column), value.toString());
			}
		}
	}

	/** One row per area, the values in the order of {@link #COLUMNS}; a* that does not exist is the empty text. */
	static List<List<Object>> rows(ExtremalReport report) {
		ExtremalResult result = report.result();
		Provenance from = report.provenance();
		Rectangle region = report.input().region();
		List<List<Object>> rows = new ArrayList<>();
		for (ExtremalMask mask : result.masks())
			rows.add(List.of(report.input().image().getTitle(), from.model().getFileName().toString(), from.modelSha256(),
				result.target(), from.label(), word(result.settings().game()), word(result.settings().perturbation()), mask
					.area(), (float) mask.areaReached(), mask.scoreKept(), mask.scoreRemoved(), result.scoreImage(), result
						.scorePerturbed(), result.settings().threshold(), result.optimalArea().isPresent() ? result.optimalArea()
							.getAsDouble() : "", result.passes(), result.settings().seed(), from.provider(), from.version(), word(
								result.settings().mode()), from.preprocessing(), region.x, region.y, region.width, region.height,
				report.input().slice(), report.input().frame(), mask.properties().binariness(), mask.properties()
					.contourSlope()));
		return rows;
	}

	/** The report as the text that ImageJ shows under Image &gt; Show Info. */
	static String info(ExtremalReport report) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		for (List<Object> row : rows(report))
			for (int column = 0; column < COLUMNS.size(); column++)
				values.computeIfAbsent(COLUMNS.get(column), name -> new ArrayList<>()).add(row.get(column).toString());
		return values.entrySet().stream().map(entry -> entry.getKey() + ": " + together(entry.getValue())).collect(Collectors
			.joining("\n", "FijiRay extremal perturbation\n", "\n"));
	}

	private static String together(List<String> values) {
		return values.stream().distinct().count() == 1 ? values.get(0) : String.join(", ", values);
	}

	static String word(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}
}
