package io.github.fijiray.imagej;

import io.github.fijiray.attribution.ExtremalMask;
import io.github.fijiray.attribution.ExtremalResult;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as table rows, one per area. The columns are an interface, like a macro's parameter names. */
public final class ExtremalTable {

	/** The columns in their order. */
	public static final List<String> COLUMNS = List.of("image", "model", "model_sha256", "target", "label", "game",
		"perturbation", "area", "area_reached", "score_kept", "score_removed", "score_image", "score_perturbed",
		"threshold", "optimal_area", "passes", "seed", "provider", "version", "mode", "preprocessing", "x", "y", "width",
		"height", "slice", "frame", "binariness", "contour_slope", "layer");

	private ExtremalTable() {}

	/** One row per area, the values in the order of {@link #COLUMNS}; a* that does not exist is the empty text. */
	static TableRows rows(ExtremalReport report) {
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
					.contourSlope(), report.layer()));
		return new TableRows(COLUMNS, rows);
	}

	static String word(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}
}
