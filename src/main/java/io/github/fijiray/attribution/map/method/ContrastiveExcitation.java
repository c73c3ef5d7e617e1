package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.LayerGradient;
import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.layer.Layer;

import java.util.Optional;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/**
 * Contrastive marginal winning probabilities (cMWP): those of the class, less those of its negative, whose weights in the
 * last linear layer are the class's negated ones (Zhang et al., ECCV 2016, §3.3). Both are taken to the layer, where they
 * are subtracted; the positive part counts.
 */
@Plugin(type = AttributionMethod.class, name = "contrastive", label = "Contrastive (cMWP)",
	priority = 70, description = "Excitation backprop for the class, less that against it.", attrs = @Attr(
		name = "reference", value = "Zhang et al., ECCV 2016."))
public final class ContrastiveExcitation implements AttributionMethod {

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		Layer layer = context.layerFor(this);
		if (!context.classifier().layersOfContrast().contains(layer)) throw new IllegalArgumentException("The layer '" + layer
			.name() + "' lies behind the weights of the classes, where there is no contrast; choose one before them.");
		LayerGradient excitation = context.atLayer(layer, Backpropagation.EXCITATION);
		LayerMap places = context.places(layer, excitation.activation());
		context.passed(1, 2);
		LayerGradient contrast = context.atLayer(layer, Backpropagation.CONTRAST);
		float[] difference = excitation.values().clone();
		for (int i = 0; i < difference.length; i++)
			difference[i] -= contrast.values()[i];
		context.passed(2, 2);
		return AttributionMap.ofLayer(ChannelSum.over(difference, excitation.activation()), places);
	}

	@Override
	public Sign sign() {
		return Sign.POSITIVE;
	}

	@Override
	public boolean needsLayer() {
		return true;
	}

	/** The last one with places in the image that the weights of the classes are applied to. */
	@Override
	public Optional<Layer> layer(Classifier classifier) throws ModelException {
		return classifier.layersOfContrast().stream().filter(Layer::spatial).reduce((first, second) -> second);
	}
}
