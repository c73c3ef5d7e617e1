package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.onnx.ModelException;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/** What a deconvolutional network brings to the image (Zeiler and Fergus, 2014), of the channel where it is strongest. */
@Plugin(type = AttributionMethod.class, name = "deconvnet", label = "Deconvnet", priority = 90,
	description = "The gradient, of which rectifiers pass only what is positive.", attrs = @Attr(
		name = "reference", value = "Zeiler, Fergus, ECCV 2014."))
public final class Deconvnet implements AttributionMethod {

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		return ImageGradient.of(context, Backpropagation.DECONVNET);
	}

	@Override
	public Sign sign() {
		return Sign.ABSOLUTE;
	}

	@Override
	public double pointingSmoothness() {
		return 0.02;
	}
}
