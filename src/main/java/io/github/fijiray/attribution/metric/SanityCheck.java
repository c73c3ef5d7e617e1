package io.github.fijiray.attribution.metric;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.model.RandomWeights;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether a map depends on what the classifier has learned: its layers get random weights one after the other, from the
 * last to the first, and the map is compared with that of the trained classifier (Adebayo et al., NeurIPS 2018; Fong,
 * Patrick, Vedaldi, ICCV 2019, fig. 7). A map that stays shows the image, not the classifier. See {@link RandomWeights}.
 */
public final class SanityCheck {

	/**
	 * A classifier with some random layers, and its map.
	 *
	 * @param randomLayers number of layers with random weights, the last ones of the classifier
	 * @param layer the first of them; empty for the trained classifier
	 * @param map with the sign that counts
	 * @param rankCorrelation with the trained classifier's map, over the pixels of the content
	 * @param structure structural similarity to it
	 */
	public record Stage(int randomLayers, String layer, AttributionMap map, double rankCorrelation, double structure) {}

	private SanityCheck() {}

	/**
	 * @param sign what of the maps counts
	 * @param stages number of classifiers with random layers, evenly among the layers, the last one random throughout; 0 for
	 *          one per layer
	 * @return the trained classifier first, then those with more and more random layers
	 * @throws ModelException if the classifier does not suit the method
	 */
	public static List<Stage> of(AttributionContext context, AttributionMethod method, Sign sign, int stages)
		throws ModelException
	{
		List<String> layers = context.classifier().weightLayers();
		int[] numbers = numbers(layers.size(), stages);
		AttributionMap trained = method.explain(context.with(part(context.monitor(), 0, numbers.length + 1))).with(sign);
		float[] pixels = trained.toContent(context.image());
		List<Stage> found = new ArrayList<>();
		found.add(new Stage(0, "", trained, 1, 1));
		for (int number : numbers) {
			List<String> random = layers.subList(layers.size() - number, layers.size());
			try (Classifier classifier = context.classifier().randomised(random, context.seed())) {
				AttributionMap map = method.explain(context.with(classifier).with(part(context.monitor(), found.size(),
					numbers.length + 1))).with(sign);
				float[] changed = map.toContent(context.image());
				found.add(new Stage(number, random.get(0), map, MapSimilarity.rankCorrelation(pixels, changed), MapSimilarity
					.structure(pixels, changed, context.image().height(), context.image().width())));
			}
		}
		return found;
	}

	private static int[] numbers(int layers, int stages) {
		if (layers == 0) throw new IllegalArgumentException("The model has no layer with weights of its own.");
		if (stages < 0) throw new IllegalArgumentException("The value '" + stages +
			"' of 'stages' is not legal; expected a whole number, 0 for one stage per layer.");
		int count = stages == 0 ? layers : Math.min(layers, stages);
		return IntStream.rangeClosed(1, count).map(i -> Math.max(1, Math.round((float) layers * i / count))).toArray();
	}

	private static Monitor part(Monitor whole, int stage, int stages) {
		return (pass, passes, masks) -> whole.passed(stage * passes + pass, stages * passes, masks);
	}
}
