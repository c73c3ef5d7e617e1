package io.github.fijiray.profile;

import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.TableRows;
import io.github.fijiray.imagej.WholeFile;
import io.github.fijiray.onnx.layer.Layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The profiles of all classes as a table: a row for each channel that carries the decision on any image of a class. */
public final class ProfileTable {

	/** The columns in their order; an interface, like a macro's parameter names. */
	static final List<String> COLUMNS = List.of("model", "model_sha256", "layer", "layer_channels", "target", "label",
		"images", "rank", "channel", "weight", "mean_activation", "exciting", "objective_start", "objective", "factor",
		"provider", "version", "preprocessing");

	private final Layer layer;
	private final Provenance from;
	private final List<List<Object>> rows = new ArrayList<>();

	ProfileTable(Layer layer, Provenance from) {
		this.layer = layer;
		this.from = from;
	}

	/** @param portraits those of the first channels */
	void add(ClassProfile profile, List<ChannelPortrait> portraits, List<ImageProfile> images) {
		List<Integer> channels = profile.top(layer.channels());
		for (int rank = 0; rank < channels.size(); rank++) {
			int channel = channels.get(rank);
			String exciting = ClassProfile.exciting(channel, images, PortraitPainter.EXAMPLES).stream().map(
				ImageProfile::image).collect(Collectors.joining(" | "));
			List<Object> row = new ArrayList<>(List.of(from.model().getFileName().toString(), from.modelSha256(), layer.name(),
				layer.channels(), profile.target(), profile.label(), profile.images(), rank + 1, channel, profile
					.weights()[channel], profile.activations()[channel], exciting));
			boolean shown = rank < portraits.size();
			double start = shown ? portraits.get(rank).inversion().start() : 0;
			double end = shown ? portraits.get(rank).inversion().objective() : 0;
			row.addAll(shown ? List.of((float) start, (float) end, start > 0 ? (Object) (float) (end / start) : "") : List.of(
				"", "", ""));
			row.addAll(List.of(from.provider(), from.version(), from.preprocessing()));
			rows.add(row);
		}
	}

	/** The rows, to be shown. */
	public TableRows rows() {
		return new TableRows(COLUMNS, rows);
	}

	void write(Path file) throws IOException {
		WholeFile.replace(file, unfinished -> Files.writeString(unfinished, TableRows.header(COLUMNS) + "\n" + rows()
			.csv()));
	}
}
