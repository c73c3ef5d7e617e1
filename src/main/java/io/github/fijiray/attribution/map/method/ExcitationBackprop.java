package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.classifier.LayerGradient;
import io.github.fijiray.onnx.ModelException;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/**
 * Marginal winning probabilities (MWP), summed over the channels of a layer (Zhang et al., ECCV 2016). The layer should
 * have no negative values, as behind a rectifier.
 */
@Plugin(type = AttributionMethod.class, name = "excitation", label = "Excitation (MWP)", priority = 80,
	description = "The probability that a winning path from the score leads through each place of a layer.",
	attrs = @Attr(name = "reference", value = "Zhang et al., ECCV 2016."))
public final class ExcitationBackprop implements AttributionMethod {

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		return ChannelSum.of(context, this, Backpropagation.EXCITATION, LayerGradient::values);
	}

	@Override
	public boolean needsLayer() {
		return true;
	}
}
