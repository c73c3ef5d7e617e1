package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.onnx.ModelException;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/** What guided backpropagation brings to the image (Springenberg et al., 2015), of the channel where it is strongest. */
@Plugin(type = AttributionMethod.class, name = "guided", label = "Guided backprop", priority = 100,
	description = "The gradient, of which rectifiers pass only what is positive and where they are active.", attrs = @Attr(
		name = "reference", value = "Springenberg et al., ICLR workshop 2015."))
public final class GuidedBackprop implements AttributionMethod {

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		return ImageGradient.of(context, Backpropagation.GUIDED);
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
