package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.classifier.LayerGradient;
import io.github.fijiray.onnx.ModelException;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/** Σ<sub>c</sub> A·g at a layer: the first-order estimate of what removing a place would cost. */
@Plugin(type = AttributionMethod.class, name = "linear", label = "Linear approximation", priority = 120,
	description = "Activation times gradient, summed over the channels of a layer.", attrs = @Attr(name = "reference",
		value = "Fong, Patrick, Vedaldi, ICCV 2019, §4."))
public final class LinearApproximation implements AttributionMethod {

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		return ChannelSum.of(context, this, Backpropagation.GRADIENT, LinearApproximation::products);
	}

	private static float[] products(LayerGradient layer) {
		float[] products = layer.values().clone();
		for (int i = 0; i < products.length; i++)
			products[i] *= layer.activation().pixels()[i];
		return products;
	}

	@Override
	public boolean needsLayer() {
		return true;
	}
}
