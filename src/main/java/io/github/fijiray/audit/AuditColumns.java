package io.github.fijiray.audit;

import io.github.fijiray.attribution.extremal.ExtremalSettings;

import java.util.ArrayList;
import java.util.List;

/** The columns of {@code audit.csv} between {@code image}, {@code class} and {@code error}. They are an interface. */
public final class AuditColumns {

	private static final List<String> FIRST = List.of("folder", "object", "slice", "frame", "x", "y", "width", "height",
		"image_width", "image_height", "pixel_width", "pixel_height", "pixel_unit", "prediction", "correct", "score",
		"margin", "explained", "score_image", "score_perturbed", "optimal_area", "needs_no_evidence", "evidence_area",
		"evidence_reached", "evidence_x", "evidence_y", "evidence_spread", "border_distance", "pointing_x", "pointing_y",
		"pointing_hit", "truth_area", "mass_inside", "area_inside", "area_outside");

	private AuditColumns() {}

	/** All columns; two for every area follow the fixed ones. */
	static List<String> of(ExtremalSettings settings) {
		List<String> columns = new ArrayList<>(FIRST);
		for (double area : settings.areas()) {
			columns.add(kept(area));
			columns.add(removed(area));
		}
		return columns;
	}

	/** Column of the score that the mask of an area keeps, as in {@code kept_0.05}. */
	public static String kept(double area) {
		return "kept_" + area;
	}

	/** Column of the score of what the mask of an area leaves. */
	public static String removed(double area) {
		return "removed_" + area;
	}
}
