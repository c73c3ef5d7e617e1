package io.github.fijiray.imagej;

import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.onnx.layer.Layers;

import java.util.List;
import java.util.stream.Collectors;

/** The layer that a user asks for. */
public final class LayerChoice {

	private static final String DEFAULT = "default";
	/** How many layers a message lists. */
	private static final int LISTED = 20;

	private LayerChoice() {}

	/**
	 * @param name name of a tensor or node; blank or {@code default} for the preferred layer
	 * @throws IllegalArgumentException if there is no such layer; lists those that there are
	 */
	public static Layer of(String name, Layers layers) {
		String wanted = MacroValues.text(name).strip();
		if (wanted.isEmpty() || wanted.equalsIgnoreCase(DEFAULT)) return layers.preferred().orElseThrow(
			() -> new IllegalArgumentException("The model has no layer whose channels are images; name one with the parameter 'layer'. " + list(layers)));
		return layers.find(wanted).orElseThrow(() -> new IllegalArgumentException("The parameter 'layer' is '" + wanted +
			"', which the model does not have. " + list(layers)));
	}

	/** @throws IllegalArgumentException if the layer has no places in the image, so that there is no map of it */
	public static LayerMap map(Layer layer, PreparedImage activation, PreparedImage image) {
		return LayerMap.of(layer, activation, image).orElseThrow(() -> new IllegalArgumentException("The layer '" + layer
			.name() + "' of the shape " + layer.dims() + " has no places in the image; choose one further to the front."));
	}

	/** The layers that have channels; of many the last ones. */
	private static String list(Layers layers) {
		List<Layer> known = layers.all().stream().filter(layer -> layer.channels() > 0 && layer.dims().rank() > 2).toList();
		String listed = known.subList(Math.max(0, known.size() - LISTED), known.size()).stream().map(layer -> layer.name() +
			" (" + layer.operator() + " " + layer.dims() + ")").collect(Collectors.joining(", "));
		return "Its " + (known.size() > LISTED ? "last " + LISTED + " of " + known.size() + " layers" : "layers") + ": " +
			listed + ".";
	}
}
