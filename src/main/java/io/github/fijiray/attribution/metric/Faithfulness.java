package io.github.fijiray.attribution.metric;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.onnx.ModelException;

/**
 * What can be measured of a map without knowing where the object is.
 *
 * @param insertion area under the curve of {@link PixelOrder#insertion()}
 * @param deletion area under the curve of {@link PixelOrder#deletion()}
 * @param confidence for the image that is dimmed by the map
 * @param sparsity {@link Sparsity#gini}
 * @param infidelity {@link Infidelity}, of the map with all its signs
 * @param sensitivity {@link MaxSensitivity}, of the map with all its signs
 */
public record Faithfulness(double insertion, double deletion, MaskedConfidence confidence, double sparsity,
	double infidelity, double sensitivity)
{

	/**
	 * Measures a map with the default settings of every metric.
	 *
	 * @param map what the method gives for the context
	 * @param sign what of it counts
	 * @throws ModelException if the classifier does not suit the method
	 */
	public static Faithfulness of(AttributionContext context, AttributionMethod method, AttributionMap map, Sign sign)
		throws ModelException
	{
		float[] content = map.with(sign).toContent(context.image());
		PixelOrder order = new PixelOrder(context, content, PixelOrder.DEFAULT_STEPS);
		return new Faithfulness(order.insertion().area(), order.deletion().area(), MaskedConfidence.of(context, content),
			Sparsity.gini(content), Infidelity.of(context, map.toContent(context.image()), Infidelity.DEFAULT_SQUARES),
			MaxSensitivity.of(context, method, map, MaxSensitivity.DEFAULT_SAMPLES, MaxSensitivity.DEFAULT_RADIUS));
	}
}
