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

/** Σ<sub>c</sub> A<sub>c</sub> · mean(g<sub>c</sub>) at a layer, of which the positive part counts (eq. 1 and 2). */
@Plugin(type = AttributionMethod.class, name = "grad-cam", label = "Grad-CAM", priority = 110,
	description = "The channels of a layer, each weighted with the mean of its gradient.", attrs = @Attr(
		name = "reference", value = "Selvaraju et al., ICCV 2017."))
public final class GradCam implements AttributionMethod {

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		return ChannelSum.of(context, this, Backpropagation.GRADIENT, layer -> ChannelSum.weighted(layer.activation(), weights(
			layer)));
	}

	private static double[] weights(LayerGradient layer) {
		double[] weights = new double[layer.activation().channels()];
		for (int i = 0; i < layer.values().length; i++)
			weights[i / layer.places()] += (double) layer.values()[i] / layer.places();
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
