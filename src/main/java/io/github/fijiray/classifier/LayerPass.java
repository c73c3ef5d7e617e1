package io.github.fijiray.classifier;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.session.ModelSession;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.layer.Layer;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;

/** Runs a classifier on single images, and its scores back to a layer. Several threads may use it. */
public final class LayerPass implements AutoCloseable {

	private final TrainingGraph graph;
	private final ModelInput input;
	private final ModelInput layer;
	private final ModelSession session;

	private LayerPass(TrainingGraph graph, ModelInput input, ModelInput layer, ModelSession session) {
		this.graph = graph;
		this.input = input;
		this.layer = layer;
		this.session = session;
	}

	/** @param kind empty for the activation alone */
	static LayerPass of(ClassifierModel model, ModelInput input, Layer layer, Optional<Backpropagation> kind,
		SessionFactory factory) throws ModelException
	{
		TrainingGraph graph = kind.isPresent() ? model.differentiate(kind.get().rules(model), layer.name()) : model
			.scoresAlone();
		ModelProto.Builder proto = graph.proto().toBuilder();
		proto.getGraphBuilder().addOutput(new TensorInfo(layer.name(), model.shapes().type(layer.name()), layer.dims().open())
			.proto());
		return new LayerPass(graph, input, ModelInput.of(layer), factory.open(proto.build()));
	}

	/**
	 * The layer's activation. The tokens of a transformer are one column.
	 *
	 * @throws ModelException if ONNX Runtime fails
	 */
	public PreparedImage activation(PreparedImage image) throws ModelException {
		try (OrtSession.Result result = run(image, new float[graph.classes()])) {
			return LayerPlanes.of(floats(result, layer.name()), layer);
		}
		catch (OrtException e) {
			throw failed(e);
		}
	}

	/**
	 * Passes a weighted sum of the scores back to the layer.
	 *
	 * @param seed weights of the scores, {@code float[classes]}
	 * @throws ModelException if ONNX Runtime fails
	 */
	public LayerGradient gradient(PreparedImage image, float[] seed) throws ModelException {
		try (OrtSession.Result result = run(image, seed)) {
			float[] values = LayerPlanes.of(floats(result, graph.gradient(layer.name())), layer).pixels();
			float[] scores = new float[graph.classes()];
			floats(result, graph.scores()).get(scores);
			return new LayerGradient(LayerPlanes.of(floats(result, layer.name()), layer), values, scores);
		}
		catch (OrtException e) {
			throw failed(e);
		}
	}

	private OrtSession.Result run(PreparedImage image, float[] seed) throws OrtException, ModelException {
		ContentFrame frame = new ContentFrame(image, input.layout());
		FloatBuffer values = FloatBuffer.allocate(frame.size());
		frame.embed(image.pixels(), 0, values);
		try (OnnxTensor pixels = OnnxTensor.createTensor(SessionFactory.environment(), values.flip(), input.shape(1));
				OnnxTensor weights = OnnxTensor.createTensor(SessionFactory.environment(), FloatBuffer.wrap(seed), new long[] { 1,
					seed.length }))
		{
			return session.run(Map.of(input.name(), pixels, graph.seed(), weights), session.outputs());
		}
	}

	private static FloatBuffer floats(OrtSession.Result result, String name) {
		return ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
	}

	private ModelException failed(OrtException e) {
		return new ModelException("ONNX Runtime failed to run the model " + graph.model().name() + " back to the layer '" +
			layer.name() + "': " + e.getMessage(), e);
	}

	@Override
	public void close() throws ModelException {
		try {
			session.close();
		}
		catch (OrtException e) {
			throw new ModelException("ONNX Runtime cannot close the model " + graph.model().name() + ": " + e.getMessage(), e);
		}
	}
}
