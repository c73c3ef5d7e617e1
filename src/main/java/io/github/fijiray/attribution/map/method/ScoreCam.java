package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.MaskedScores;
import io.github.fijiray.attribution.map.ScoreScale;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.perturbation.FadeReference;

import java.util.Arrays;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Score-CAM: the channels of a layer, each weighted with the increase of confidence that it brings as a mask on the image
 * (Wang et al., CVPR workshop 2020, definition 3). Needs no gradient.
 */
@Plugin(type = AttributionMethod.class, name = "score-cam", label = "Score-CAM", priority = 15,
	description = "The channels of a layer, each weighted with the score of what it shows of the image; needs no gradient.",
	attrs = @Attr(name = "reference", value = "Wang et al., CVPR workshop 2020."))
public final class ScoreCam implements AttributionMethod {

	/** On which scale the class counts. */
	@Parameter
	private ScoreScale scale = ScoreScale.PROBABILITY;

	/** What is seen where a channel is not active. */
	@Parameter
	private FadeReference fill = FadeReference.BLACK;

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		Layer layer = context.layerFor(this);
		PreparedImage activation = context.classifier().activation(layer, context.image());
		LayerMap places = context.places(layer, activation);
		MaskedScores masked = MaskedScores.fading(context, fill, scale);
		double nothing = masked.of(new float[context.image().height() * context.image().width()]);
		double[] weights = new double[activation.channels()];
		masked.stream(weights.length, k -> mask(activation, k, places, context.image()), (k, mask, score) -> weights[k] =
			score - nothing);
		return AttributionMap.ofLayer(ChannelSum.over(ChannelSum.weighted(activation, weights), activation), places);
	}

	/** A channel over the image, from 0 where it is least active to 1 where most; 0 if it is the same everywhere. */
	private static float[] mask(PreparedImage activation, int channel, LayerMap places, PreparedImage image) {
		int positions = activation.height() * activation.width();
		float[] values = places.places(Arrays.copyOfRange(activation.pixels(), channel * positions, (channel + 1) *
			positions));
		float[] mask = image.toContent(values, places.height(), places.width());
		float smallest = Float.POSITIVE_INFINITY, largest = Float.NEGATIVE_INFINITY;
		for (float value : mask) {
			smallest = Math.min(smallest, value);
			largest = Math.max(largest, value);
		}
		for (int i = 0; i < mask.length; i++)
			mask[i] = largest > smallest ? (mask[i] - smallest) / (largest - smallest) : 0;
		return mask;
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
