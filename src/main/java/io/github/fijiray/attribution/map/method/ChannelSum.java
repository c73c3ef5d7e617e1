package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.classifier.LayerGradient;
import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.layer.Layer;

import java.util.function.Function;

/** A map made of a layer's channels. Arrays are {@code float[channels][places]} flattened. */
final class ChannelSum {

	private ChannelSum() {}

	/**
	 * Brings the target's score back to the layer of a method.
	 *
	 * @param values gives what is summed over the channels
	 */
	static AttributionMap of(AttributionContext context, AttributionMethod method, Backpropagation kind,
		Function<LayerGradient, float[]> values) throws ModelException
	{
		Layer layer = context.layerFor(method);
		LayerGradient found = context.atLayer(layer, kind);
		LayerMap places = context.places(layer, found.activation());
		context.passed(1, 1);
		return AttributionMap.ofLayer(over(values.apply(found), found.activation()), places);
	}

	/** Sums over the channels. */
	static float[] over(float[] values, PreparedImage activation) {
		float[] sum = new float[activation.height() * activation.width()];
		for (int i = 0; i < values.length; i++)
			sum[i % sum.length] += values[i];
		return sum;
	}

	/** Each channel of the activation times its weight. */
	static float[] weighted(PreparedImage activation, double[] weights) {
		int places = activation.height() * activation.width();
		float[] values = activation.pixels().clone();
		for (int i = 0; i < values.length; i++)
			values[i] = (float) (values[i] * weights[i / places]);
		return values;
	}
}
