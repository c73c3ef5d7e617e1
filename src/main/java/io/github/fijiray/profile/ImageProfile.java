package io.github.fijiray.profile;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What one image says of its class: the channels that decide it, and how active all channels are.
 *
 * @param image the study's name of it
 * @param target index of the explained class
 * @param label name of that class
 * @param score Φ(x)
 * @param optimalChannels a*; empty if no number of channels is enough
 * @param kept the channels of m<sub>a*</sub>, or of the mask that comes nearest to it
 * @param activations per channel the mean over its places
 */
record ImageProfile(String image, int target, String label, float score, OptionalInt optimalChannels, int[] kept,
	float[] activations)
{

	/** The columns of its row, in their order. */
	static final List<String> COLUMNS = List.of("target", "label", "score", "optimal_channels", "kept", "activations");

	Map<String, Object> row() {
		Map<String, Object> row = new LinkedHashMap<>();
		row.put("target", target);
		row.put("label", label);
		row.put("score", score);
		row.put("optimal_channels", optimalChannels.isPresent() ? optimalChannels.getAsInt() : "");
		row.put("kept", Arrays.stream(kept).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
		StringBuilder means = new StringBuilder();
		for (float activation : activations)
			means.append(means.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%.4g", activation));
		row.put("activations", means.toString());
		return row;
	}

	/** @param image name of the image */
	static ImageProfile of(String image, Map<String, String> row) {
		String optimal = row.get("optimal_channels");
		String[] means = row.get("activations").split(" ");
		float[] activations = new float[means.length];
		for (int k = 0; k < means.length; k++)
			activations[k] = Float.parseFloat(means[k]);
		return new ImageProfile(image, Integer.parseInt(row.get("target")), row.get("label"), Float.parseFloat(row.get(
			"score")), optimal.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(optimal)), Arrays.stream(row
				.get("kept").split(" ")).mapToInt(Integer::parseInt).toArray(), activations);
	}
}
