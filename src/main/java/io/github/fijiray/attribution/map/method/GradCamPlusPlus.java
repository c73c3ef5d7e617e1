package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.classifier.LayerGradient;
import io.github.fijiray.onnx.ModelException;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/**
 * The channels of a layer, weighted with the positive part of their gradient, each place with α = g² / (2g² + ΣA·g³) (eq.
 * 19, for the exponential of the score; its factor exp Φ, which all places share, is left out). 0/0 is 0.
 */
@Plugin(type = AttributionMethod.class, name = "grad-cam++", label = "Grad-CAM++", priority = 30,
	description = "Grad-CAM with weights that count every object of the class.", attrs = @Attr(name = "reference",
		value = "Chattopadhay et al., WACV 2018."))
public final class GradCamPlusPlus implements AttributionMethod {

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		return ChannelSum.of(context, this, Backpropagation.GRADIENT, layer -> ChannelSum.weighted(layer.activation(), weights(
			layer)));
	}

	private static double[] weights(LayerGradient layer) {
		float[] gradient = layer.values();
		int places = layer.places();
		double[] activity = new double[layer.activation().channels()];
		for (int i = 0; i < gradient.length; i++)
			activity[i / places] += layer.activation().pixels()[i];
		double[] weights = new double[activity.length];
		for (int i = 0; i < gradient.length; i++) {
			double g = gradient[i];
			double divisor = 2 * g * g + activity[i / places] * g * g * g;
			if (g > 0 && divisor != 0) weights[i / places] += g * g / divisor * g;
		}
		return weights;
	}

	@Override
	public Sign sign() {
		return Sign.POSITIVE;
	}

	@Override
	public boolean needsLayer() {
		return true;
	}
}
