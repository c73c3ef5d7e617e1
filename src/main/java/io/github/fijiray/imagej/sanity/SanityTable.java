package io.github.fijiray.imagej.sanity;

import io.github.fijiray.attribution.metric.SanityCheck;
import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.ResultKind;
import io.github.fijiray.imagej.TableRows;

import java.util.ArrayList;
import java.util.List;

/** Sanity checks as table rows, one per method and stage. */
public final class SanityTable {

	/** The columns in their order; an interface, like a macro's parameter names. */
	static final List<String> COLUMNS = List.of("image", "model", "model_sha256", "target", "label", "method", "parameters",
		"sign", "random_layers", "random_from", "rank_correlation", "ssim", "seed", "provider", "version", "preprocessing");

	/** The files of this kind. */
	public static final ResultKind KIND = new ResultKind("sanity", COLUMNS);

	private SanityTable() {}

	static TableRows rows(SanityReport report) {
		Provenance from = report.provenance();
		List<List<Object>> rows = new ArrayList<>();
		for (SanityReport.MethodCheck check : report.checks())
			for (SanityCheck.Stage stage : check.stages())
				rows.add(List.of(report.input().image().getTitle(), from.model().getFileName().toString(), from.modelSha256(),
					report.target(), from.label(), check.method().name(), check.parameters(), Notation.word(check.sign()),
					stage.randomLayers(), stage.layer(), number(stage.rankCorrelation()), number(stage.structure()), report.seed(),
					from.provider(), from.version(), from.preprocessing()));
		return new TableRows(COLUMNS, rows);
	}

	/** Empty where a map has one value everywhere, so that it has no ranks. */
	private static Object number(double value) {
		return Double.isNaN(value) ? "" : (float) value;
	}
}
