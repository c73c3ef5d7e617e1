package io.github.fijiray.attribution.map;

import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.layer.Layer;

import java.util.Optional;

import org.scijava.plugin.SciJavaPlugin;

/**
 * A way to tell which parts of an image make a classifier give a score. To add one, write a class with
 *
 * <pre>{@code
 * @Plugin(type = AttributionMethod.class, name = "my-method", label = "My method",
 *   description = "What it shows, in one line.", attrs = @Attr(name = "reference", value = "Who, where, when."))
 * }</pre>
 *
 * and it is offered everywhere. Its own parameters are its fields with {@code @Parameter}: numbers, enums or texts. An
 * instance serves one thread at a time.
 */
public interface AttributionMethod extends SciJavaPlugin {

	/**
	 * Explains one class of one image.
	 *
	 * @return the map as the method defines it, before its {@link #sign()} is applied
	 * @throws ModelException if the classifier does not suit the method; says why
	 * @throws IllegalArgumentException if a parameter is not legal
	 * @throws java.util.concurrent.CancellationException if the monitor stopped the work
	 */
	AttributionMap explain(AttributionContext context) throws ModelException;

	/** What of the map its authors show. */
	default Sign sign() {
		return Sign.ALL;
	}

	/** Whether the map is one of a layer. */
	default boolean needsLayer() {
		return false;
	}

	/**
	 * The layer to take if nothing else is asked for; empty if the method needs none, or the model has none that suits.
	 *
	 * @throws ModelException if the layers of the classifier are not known
	 */
	default Optional<Layer> layer(Classifier classifier) throws ModelException {
		return needsLayer() ? classifier.layers().preferred() : Optional.empty();
	}

	/**
	 * σ of the Gaussian that the pointing game of Fong, Patrick and Vedaldi smooths the map with, as a fraction of the
	 * image's shorter side.
	 */
	default double pointingSmoothness() {
		return 0;
	}
}
