package io.github.fijiray.attribution.map;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.LayerGradient;
import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.layer.Layer;

import java.util.Optional;

/**
 * What a method gets: a classifier and what it is to explain. Immutable; start with {@link #of} and change what differs.
 *
 * @param classifier what is explained; kept open by the caller, for any number of images
 * @param image the image as the classifier sees it
 * @param target index of the class
 * @param layer the layer, for methods that need one; empty for the method's own choice
 * @param seed of all random numbers
 * @param batch images that are computed at once, at most
 * @param monitor is told of every step and may stop the work
 */
public record AttributionContext(Classifier classifier, PreparedImage image, int target, Optional<Layer> layer,
	long seed, int batch, Monitor monitor)
{

	/** Images that are computed at once if nothing else is asked for. */
	public static final int DEFAULT_BATCH = 16;

	/** @throws IllegalArgumentException if the classifier has no such class, or the batch is empty */
	public AttributionContext {
		if (target < 0 || target >= classifier.labels().size()) throw new IllegalArgumentException("There is no class " +
			target + "; expected 0 to " + (classifier.labels().size() - 1) + ".");
		if (batch < 1) throw new IllegalArgumentException("The parameter 'batch' is " + batch +
			"; expected a number of images above 0.");
	}

	public static AttributionContext of(Classifier classifier, PreparedImage image, int target) {
		return new AttributionContext(classifier, image, target, Optional.empty(), 0, DEFAULT_BATCH, Monitor.SILENT);
	}

	public AttributionContext with(Optional<Layer> newLayer) {
		return new AttributionContext(classifier, image, target, newLayer, seed, batch, monitor);
	}

	public AttributionContext with(Classifier newClassifier) {
		return new AttributionContext(newClassifier, image, target, layer, seed, batch, monitor);
	}

	public AttributionContext with(PreparedImage newImage) {
		return new AttributionContext(classifier, newImage, target, layer, seed, batch, monitor);
	}

	public AttributionContext with(Monitor newMonitor) {
		return new AttributionContext(classifier, image, target, layer, seed, batch, newMonitor);
	}

	public AttributionContext withSeed(long newSeed) {
		return new AttributionContext(classifier, image, target, layer, newSeed, batch, monitor);
	}

	public AttributionContext withBatch(int newBatch) {
		return new AttributionContext(classifier, image, target, layer, seed, newBatch, monitor);
	}

	/** Tells the monitor of a step. */
	public void passed(int step, int steps) {
		monitor.passed(step, steps, new float[0][]);
	}

	/** Weights of the scores that pick the target's, {@code float[count][classes]} flattened. */
	public float[] oneHot(int count) {
		int classes = classifier.labels().size();
		float[] weights = new float[count * classes];
		for (int n = 0; n < count; n++)
			weights[n * classes + target] = 1;
		return weights;
	}

	/** Φ and its gradient with respect to the image. */
	public Scorer gradientScorer() throws ModelException {
		return classifier.scorer(image, Backpropagation.GRADIENT);
	}

	/** The layer that was asked for, or else the one that a method takes. */
	public Layer layerFor(AttributionMethod method) throws ModelException {
		Optional<Layer> chosen = layer.isPresent() ? layer : method.layer(classifier);
		return chosen.orElseThrow(() -> new IllegalArgumentException("The model has no layer whose channels are images; " +
			"name one with the parameter 'layer'."));
	}

	/** What a kind of backward pass brings from the target's score to a layer. */
	public LayerGradient atLayer(Layer at, Backpropagation kind) throws ModelException {
		return classifier.layerPass(at, kind).gradient(image, oneHot(1));
	}

	/**
	 * Where a layer's places lie in the image.
	 *
	 * @throws IllegalArgumentException if it has none
	 */
	public LayerMap places(Layer at, PreparedImage activation) {
		return LayerMap.of(at, activation, image).orElseThrow(() -> new IllegalArgumentException("The layer '" + at.name() +
			"' of the shape " + at.dims() + " has no places in the image; choose one further to the front."));
	}
}
