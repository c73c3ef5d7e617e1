package io.github.fijiray.classifier;

import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.onnx.ModelException;

/** A scorer that a graph can be put before, so that both are computed where the classifier is. */
public interface JoinableScorer extends Scorer {

	/** The provider that is really used: {@link Provider#CPU} or {@link Provider#CUDA}. */
	Provider provider();

	/**
	 * Puts a graph before the classifier.
	 *
	 * @throws ModelException if the graph cannot be differentiated, or ONNX Runtime does not take it
	 */
	JoinedScorer join(ContentGraph contents) throws ModelException;
}
