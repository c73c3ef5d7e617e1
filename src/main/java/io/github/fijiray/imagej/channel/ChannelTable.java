package io.github.fijiray.imagej.channel;

import io.github.fijiray.attribution.channel.ChannelMask;
import io.github.fijiray.attribution.channel.ChannelResult;
import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.ResultKind;
import io.github.fijiray.imagej.TableRows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A channel attribution as tables: a row per number of channels, and a row per channel. */
public final class ChannelTable {

	/** The columns in their order; an interface, like a macro's parameter names. */
	static final List<String> COLUMNS = List.of("image", "model", "model_sha256", "layer", "layer_channels", "target",
		"label", "game", "channels", "channels_reached", "score_kept", "score_removed", "score_image", "threshold",
		"optimal_channels", "kept", "passes", "seed", "provider", "version");

	/** The files of this kind. */
	public static final ResultKind KIND = new ResultKind("channels", COLUMNS);

	private static final List<String> WEIGHT_COLUMNS = List.of("channel", "weight", "fewest_channels", "selected",
		"mean_activation", "largest_activation");

	private ChannelTable() {}

	/** One row per number of channels; a* that does not exist is the empty text. */
	static TableRows rows(ChannelReport report) {
		ChannelResult result = report.result();
		Provenance from = report.provenance();
		List<List<Object>> rows = new ArrayList<>();
		for (ChannelMask mask : result.masks())
			rows.add(List.of(report.input().image().getTitle(), from.model().getFileName().toString(), from.modelSha256(),
				report.layer(), result.layerChannels(), result.target(), from.label(), Notation.word(result.settings()
					.game()), mask.channels(), mask.channelsReached(), mask.scoreKept(), mask.scoreRemoved(), result.scoreImage(),
				result.settings().threshold(), result.optimalChannels().isPresent() ? result.optimalChannels().getAsInt() : "",
				Arrays.stream(mask.kept()).mapToObj(String::valueOf).collect(Collectors.joining(" ")), result.passes(), result
					.settings().seed(), from.provider(), from.version()));
		return new TableRows(COLUMNS, rows);
	}

	/**
	 * One row per channel that is in any mask, those of the greatest weight first: the share of the masks that it is in,
	 * the size of the smallest of them, and whether it is in the foremost one.
	 */
	static TableRows weights(ChannelReport report) {
		float[] weights = report.result().weights();
		float[] foremost = report.mask(report.result().foremost()).mask();
		List<List<Object>> rows = new ArrayList<>();
		for (int k : report.ranking()) {
			if (weights[k] == 0) continue;
			int fewest = report.result().masks().stream().filter(mask -> mask.mask()[k] > 0).mapToInt(ChannelMask::channels)
				.min().orElseThrow();
			float largest = Float.NEGATIVE_INFINITY;
			for (float value : report.activationOf(k))
				largest = Math.max(largest, value);
			rows.add(List.of(k, weights[k], fewest, foremost[k] > 0 ? 1 : 0, report.meanActivation(k), largest));
		}
		return new TableRows(WEIGHT_COLUMNS, rows);
	}
}
