package io.github.fijiray.classifier;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.gradient.TrainingGraph;

import java.util.List;

/**
 * What follows a layer of a classifier, Φ<sub>l+</sub> of the paper, for one image. To it the layer's activation is an
 * image of many channels, to be scored and perturbed as the classifier's own. What it needs of the image besides, as
 * where a connection skips the layer, was computed once and is kept until it is closed. As in
 *
 * <pre>{@code
 * try (ClassifierTail tail = classifier.tail(classifier.layers().preferred().get(), image)) {
 *   float[] scores = tail.scorer().scores(tail.activation().pixels(), 1); // those of the image
 * }
 * }</pre>
 */
public final class ClassifierTail implements AutoCloseable {

	private final HeadRun head;
	private final ClassifierSessions sessions;
	private final PreparedImage activation;
	private final Scorer scorer;

	/**
	 * @param head closed with this, also if this fails
	 * @param layer how the tail takes the layer
	 * @param training the training graph of the tail
	 */
	ClassifierTail(HeadRun head, ModelInput layer, TrainingGraph training, SessionFactory factory, Batches batches)
		throws ModelException
	{
		this.head = head;
		try {
			activation = activation(head, layer);
			sessions = new ClassifierSessions(layer, training, head.crossing(), factory);
			scorer = new ContentScorer(sessions, activation, batches);
		}
		catch (ModelException | RuntimeException e) {
			head.close();
			throw e;
		}
	}

	private static PreparedImage activation(HeadRun head, ModelInput layer) {
		float[] pixels = new float[layer.size()];
		Placement whole = new Placement(layer.width(), layer.height(), layer.width(), layer.height(), 0, 0, layer.width(),
			layer.height());
		PreparedImage activation = new PreparedImage(pixels, layer.channels(), new float[layer.channels()], whole, layer
			.height(), layer.width(), List.of());
		new ContentFrame(activation, layer.layout()).extract(head.layer(), pixels, 0);
		return activation;
	}

	/** The layer's activation Φ<sub>l</sub>(x), with 0 for black. The tokens of a transformer are one column. */
	public PreparedImage activation() {
		return activation;
	}

	/** Scores the activation and changed copies of it, as {@link Classifier#scorer} does for images. */
	public Scorer scorer() {
		return scorer;
	}

	@Override
	public void close() throws ModelException {
		try {
			sessions.close();
		}
		finally {
			head.close();
		}
	}
}
