package io.github.fijiray.imagej.inversion;

import io.github.fijiray.attribution.inversion.Inversion;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.ResultKind;
import io.github.fijiray.imagej.TableRows;

import java.util.ArrayList;
import java.util.List;

/** A feature inversion as table rows: one for the kept channels and one for all. The columns are an interface. */
public final class InversionTable {

	/** The columns in their order. */
	static final List<String> COLUMNS = List.of("image", "model", "model_sha256", "layer", "layer_channels", "target",
		"label", "channels", "objective_start", "objective", "factor", "objective_image", "kept", "passes", "seed",
		"provider", "version", "preprocessing");

	/** The files of this kind. */
	public static final ResultKind KIND = new ResultKind("inversion", COLUMNS);

	private InversionTable() {}

	static TableRows rows(InversionReport report) {
		Provenance from = report.provenance();
		List<List<Object>> rows = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			Inversion inversion = report.inversions().get(i);
			rows.add(List.of(report.input().image().getTitle(), from.model().getFileName().toString(), from.modelSha256(),
				report.layer(), report.layerChannels(), report.target(), from.label(), i == 0 ? report.kept().length : report
					.layerChannels(), (float) inversion.start(), (float) inversion.objective(), InversionReport.factor(inversion),
				(float) report.objectives()[i], report.channels(i), report.settings().passesOrDefault(), report.settings()
					.seed(), from.provider(), from.version(), from.preprocessing()));
		}
		return new TableRows(COLUMNS, rows);
	}
}
