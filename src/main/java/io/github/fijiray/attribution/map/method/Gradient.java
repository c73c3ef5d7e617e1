package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.onnx.ModelException;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/** ∂Φ/∂x, of the channel where it is strongest (Simonyan, Vedaldi, Zisserman, 2014). */
@Plugin(type = AttributionMethod.class, name = "gradient", label = "Gradient", priority = 130,
	description = "How much the score changes with each pixel.", attrs = @Attr(
		name = "reference", value = "Simonyan, Vedaldi, Zisserman, ICLR workshop 2014."))
public final class Gradient implements AttributionMethod {

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		return ImageGradient.of(context, Backpropagation.GRADIENT);
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
