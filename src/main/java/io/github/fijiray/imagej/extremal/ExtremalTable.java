package io.github.fijiray.imagej.extremal;

import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.ResultKind;
import io.github.fijiray.imagej.TableRows;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;

/** A report as table rows, one per area. The columns are an interface, like a macro's parameter names. */
public final class ExtremalTable {

	/** The columns in their order. */
	public static final List<String> COLUMNS = List.of("image", "model", "model_sha256", "target", "label", "game",
		"perturbation", "area", "area_reached", "score_kept", "score_removed", "score_image", "score_perturbed",
		"threshold", "optimal_area", "passes", "seed", "provider", "version", "mode", "preprocessing", "x", "y", "width",
		"height", "slice", "frame", "binariness", "contour_slope", "layer");

	/** The files of this kind. */
	public static final ResultKind KIND = new ResultKind("extremal", COLUMNS);

	private ExtremalTable() {}

	/** One row per area, the values in the order of {@link #COLUMNS}; a* that does not exist is the empty text. */
	static TableRows rows(ExtremalReport report) {
		ExtremalResult result = report.result();
		Provenance from = report.provenance();
		Rectangle region = report.input().region();
		ExtremalSettings settings = result.settings();
		Object optimalArea = result.optimalArea().isPresent() ? result.optimalArea().getAsDouble() : "";
		List<List<Object>> rows = new ArrayList<>();
		for (ExtremalMask mask : result.masks())
			rows.add(List.of(report.input().image().getTitle(), from.model().getFileName().toString(), from.modelSha256(),
				result.target(), from.label(), Notation.word(settings.game()), Notation.word(settings.perturbation()), mask
					.area(), (float) mask.areaReached(), mask.scoreKept(), mask.scoreRemoved(), result.scoreImage(), result
						.scorePerturbed(), settings.threshold(), optimalArea, result.passes(), settings.seed(), from.provider(), from
							.version(), Notation.word(settings.mode()), from.preprocessing(), region.x, region.y, region.width,
				region.height, report.input().slice(), report.input().frame(), mask.properties().binariness(), mask
					.properties().contourSlope(), report.layer()));
		return new TableRows(COLUMNS, rows);
	}
}
