package io.github.fijiray.classifier;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.ModelCut;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.gradient.TrainingGraph;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What follows a layer of a classifier, Φ<sub>l+</sub> of the paper, for one image. The layer's activation is an image of
 * many channels to it: it can be scored and perturbed as an image is to the whole classifier. What the tail needs of the
 * image besides, as where a connection skips the layer, was computed once and is kept.
 */
public final class ClassifierTail implements AutoCloseable {

	private final OrtSession.Result computed;
	private final ClassifierSessions sessions;
	private final PreparedImage activation;
	private final Scorer scorer;

	private ClassifierTail(OrtSession.Result computed, ClassifierSessions sessions, PreparedImage activation,
		Batches batches)
	{
		this.computed = computed;
		this.sessions = sessions;
		this.activation = activation;
		scorer = new ContentScorer(sessions, activation, batches);
	}

	/**
	 * @param layer the cut's layer, as the tail takes it
	 * @param training the training graph of the cut's tail
	 * @param image the image in the form that the head takes
	 */
	static ClassifierTail of(ModelCut cut, ModelInput layer, TrainingGraph training, OnnxTensor image,
		SessionFactory factory, Batches batches) throws ModelException, OrtException
	{
		OrtSession.Result computed;
		try (OrtSession head = factory.open(cut.head().toByteArray())) {
			computed = head.run(Map.of(cut.head().inputs().get(0).name(), image));
		}
		try {
			Map<String, OnnxTensor> given = new HashMap<>();
			for (Map.Entry<String, String> crossing : cut.crossing().entrySet())
				given.put(crossing.getValue(), tensor(computed, crossing.getKey()));
			PreparedImage activation = activation(layer, tensor(computed, cut.layer()).getFloatBuffer());
			return new ClassifierTail(computed, new ClassifierSessions(layer, training, given, factory), activation, batches);
		}
		catch (ModelException | RuntimeException e) {
			computed.close();
			throw e;
		}
	}

	private static OnnxTensor tensor(OrtSession.Result computed, String name) {
		OnnxValue value = computed.get(name).orElseThrow();
		return (OnnxTensor) value;
	}

	private static PreparedImage activation(ModelInput layer, FloatBuffer values) {
		float[] pixels = new float[layer.size()];
		Placement itself = new Placement(layer.width(), layer.height(), layer.width(), layer.height(), 0, 0, layer.width(),
			layer.height());
		PreparedImage activation = new PreparedImage(pixels, layer.channels(), new float[layer.channels()], itself, layer
			.height(), layer.width(), List.of());
		new ContentFrame(activation, layer.layout()).extract(values, pixels, 0);
		return activation;
	}

	/** The layer's activation Φ<sub>l</sub>(x), with 0 for black. */
	public PreparedImage activation() {
		return activation;
	}

	/** Scores the activation and changed versions of it, as {@link Classifier#scorer} does for images. */
	public Scorer scorer() {
		return scorer;
	}

	@Override
	public void close() throws ModelException {
		try {
			sessions.close();
		}
		finally {
			computed.close();
		}
	}
}
