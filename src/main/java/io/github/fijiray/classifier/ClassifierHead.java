package io.github.fijiray.classifier;

import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.session.Batches;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.Target;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.layer.Layer;

import java.util.List;
import java.util.Map;

/**
 * What leads from images to a layer of a classifier, Φ<sub>l</sub> of the paper. Its scorer gives the layer's activation
 * in the place of class scores: {@code float[channels][height][width]} of the layer, flattened, as
 * {@link ClassifierTail#activation()} has it.
 */
public final class ClassifierHead implements AutoCloseable {

	private final ClassifierSessions sessions;
	private final Scorer scorer;

	private ClassifierHead(ClassifierSessions sessions, Scorer scorer) {
		this.sessions = sessions;
		this.scorer = scorer;
	}

	/**
	 * @param input how the classifier takes images
	 * @throws ModelException if the layer is not made of channels, or cannot be differentiated
	 */
	static ClassifierHead of(ClassifierModel model, Layer layer, PreparedImage image, ModelInput input,
		SessionFactory factory, Batches batches) throws ModelException
	{
		ModelInput planes = ModelInput.of(layer);
		TrainingGraph training = Differentiator.of(model.model(), model.shapes(), RuleSet.gradient()).differentiate(Target
			.elements(layer.name()), List.of(model.image()));
		ClassifierSessions sessions = new ClassifierSessions(input, training, Map.of(), factory);
		Scorer scorer = new ContentScorer(sessions, image, batches);
		return new ClassifierHead(sessions, planes.layout() == Layout.NCHW ? scorer : new ChannelsFirst(scorer, planes
			.channels()));
	}

	/** Gives the layer's activation, and the gradient of its weighted sum with respect to the images. */
	public Scorer scorer() {
		return scorer;
	}

	@Override
	public void close() throws ModelException {
		sessions.close();
	}

	/** Turns activations [places, channels] into [channels, places]. */
	private record ChannelsFirst(Scorer lastAxis, int layerChannels) implements Scorer {

		@Override
		public int channels() {
			return lastAxis.channels();
		}

		@Override
		public int height() {
			return lastAxis.height();
		}

		@Override
		public int width() {
			return lastAxis.width();
		}

		@Override
		public int classes() {
			return lastAxis.classes();
		}

		@Override
		public float[] scores(float[] images, int count) {
			return transposed(lastAxis.scores(images, count), count, places(), layerChannels);
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
			float[] moved = transposed(seed, count, layerChannels, places());
			return transposed(lastAxis.gradient(images, count, moved, gradient), count, places(), layerChannels);
		}

		private int places() {
			return classes() / layerChannels;
		}

		private static float[] transposed(float[] matrices, int count, int rows, int columns) {
			float[] result = new float[count * rows * columns];
			for (int n = 0, to = 0; n < count; n++)
				for (int column = 0; column < columns; column++)
					for (int row = 0; row < rows; row++)
						result[to++] = matrices[(n * rows + row) * columns + column];
			return result;
		}
	}
}
