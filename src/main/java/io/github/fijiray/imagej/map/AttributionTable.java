package io.github.fijiray.imagej.map;

import io.github.fijiray.attribution.metric.Faithfulness;
import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.ResultKind;
import io.github.fijiray.imagej.TableRows;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Attribution maps as table rows, one per method. */
public final class AttributionTable {

	/** The columns in their order; an interface, like a macro's parameter names. */
	static final List<String> COLUMNS = List.of("image", "model", "model_sha256", "target", "label", "score_image",
		"method", "parameters", "layer", "sign", "map_width", "map_height", "minimum", "maximum", "peak_x", "peak_y",
		"truth_area", "relevance_mass", "relevance_rank", "pointing_hit", "insertion_auc", "deletion_auc",
		"confidence_image", "confidence_map", "confidence_drop", "sparsity", "infidelity", "max_sensitivity", "seed",
		"provider", "version", "preprocessing", "x", "y", "width", "height", "slice", "frame");

	/** The files of this kind. */
	public static final ResultKind KIND = new ResultKind("attribution", COLUMNS);

	private AttributionTable() {}

	/** One row per method; what was not measured is the empty text. */
	static TableRows rows(AttributionReport report) {
		List<List<Object>> rows = new ArrayList<>();
		for (AttributionReport.MethodMap map : report.maps())
			rows.add(row(report, map));
		return new TableRows(COLUMNS, rows);
	}

	static List<Object> row(AttributionReport report, AttributionReport.MethodMap map) {
		Provenance from = report.provenance();
		Rectangle region = report.input().region();
		int[] peak = report.peak(map);
		float smallest = Float.POSITIVE_INFINITY, largest = Float.NEGATIVE_INFINITY;
		for (float value : map.map().values()) {
			smallest = Math.min(smallest, value);
			largest = Math.max(largest, value);
		}
		List<Object> row = new ArrayList<>(List.of(report.input().image().getTitle(), from.model().getFileName().toString(),
			from.modelSha256(), report.target(), from.label(), report.scoreImage(), map.method().name(), map.parameters(), map
				.layer(), Notation.word(map.sign()), map.map().width(), map.map().height(), smallest, largest, region.x +
					peak[0], region.y + peak[1]));
		row.addAll(agreement(report.truth(), map.source()));
		row.addAll(measured(map.faithfulness()));
		row.addAll(List.of(report.seed(), from.provider(), from.version(), from.preprocessing(), region.x, region.y,
			region.width, region.height, report.input().slice(), report.input().frame()));
		return row;
	}

	private static List<Object> agreement(Optional<TruthRegion> truth, float[] map) {
		return List.of(number(truth, TruthRegion::area), number(truth, region -> region.mass(map)), number(truth,
			region -> region.rank(map)), number(truth, region -> region.hit(map)));
	}

	private static List<Object> measured(Optional<Faithfulness> measured) {
		return List.of(number(measured, Faithfulness::insertion), number(measured, Faithfulness::deletion), number(measured,
			found -> found.confidence().whole()), number(measured, found -> found.confidence().explained()), number(measured,
				found -> found.confidence().drop()), number(measured, Faithfulness::sparsity), number(measured,
					Faithfulness::infidelity), number(measured, Faithfulness::sensitivity));
	}

	private static <T> Object number(Optional<T> measured, Function<T, Double> metric) {
		return measured.map(metric).filter(value -> !value.isNaN()).<Object> map(value -> (float) (double) value).orElse("");
	}
}
