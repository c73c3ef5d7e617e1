package io.github.fijiray.classifier;

import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.session.Batches;
import io.github.fijiray.classifier.session.MemoryBound;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.Target;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.onnx.layer.ModelCut;

import java.util.List;
import java.util.function.Consumer;

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

	private ClassifierTail(HeadRun head, ClassifierSessions sessions, PreparedImage activation, Batches batches) {
		this.head = head;
		this.sessions = sessions;
		this.activation = activation;
		scorer = new ContentScorer(sessions, activation, batches);
	}

	/**
	 * @param input how the classifier takes images
	 * @param batchLimit how many images the classifier can compute at once
	 * @param notes receives what the user should know
	 * @throws ModelException if the classifier cannot be cut at this layer, or does not run
	 */
	static ClassifierTail of(ClassifierModel model, Layer layer, PreparedImage image, ModelInput input,
		SessionFactory factory, int batchLimit, Consumer<String> notes) throws ModelException
	{
		ModelInput planes = ModelInput.of(layer);
		String scores = model.scores().tensor();
		ModelCut cut = ModelCut.at(model.model(), model.shapes(), layer.name(), planes.shape(1), scores);
		TrainingGraph training = Differentiator.of(cut.tail(), cut.shapes(), RuleSet.gradient()).differentiate(Target
			.elements(scores), List.of(cut.input()));
		HeadRun head = HeadRun.of(cut, input, image, factory);
		try {
			ClassifierSessions sessions = new ClassifierSessions(planes.named(cut.input()), training, head.crossing(), factory);
			int batch = factory.batch(batchLimit, MemoryBound.imagesAsLargeAsWeights(cut.shapes()));
			return new ClassifierTail(head, sessions, LayerPlanes.of(head.layer(), planes), new Batches(batch, notes));
		}
		catch (ModelException | RuntimeException e) {
			head.close();
			throw e;
		}
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
