package io.github.fijiray.classifier;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.classifier.description.ModelDescription;
import io.github.fijiray.classifier.session.ModelSession;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.model.OnnxModel;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A training graph that came with the model file: tried out before it is trusted with several images at once. */
final class GivenGraph {

	/** How many images are given at once to a graph whose need for memory is not known. */
	private static final int BATCH = 16;
	private static final double TOLERANCE = 1e-3;
	private static final Set<String> SQUASHING = Set.of("Softmax", "LogSoftmax", "Sigmoid");

	private final TrainingGraph graph;
	private final ModelInput input;
	private final ModelSession session;

	private GivenGraph(TrainingGraph graph, ModelInput input, ModelSession session) {
		this.graph = graph;
		this.input = input;
		this.session = session;
	}

	/**
	 * @param notes receives what the user should know
	 * @throws ModelException if the graph does not run
	 */
	static GradientSource source(TrainingGraph graph, ModelDescription description, ClassifierOptions options,
		SessionFactory factory, List<String> notes) throws IOException
	{
		OnnxModel model = graph.model();
		TensorInfo image = model.inputs().stream().filter(info -> info.name().equals(graph.input())).findFirst()
			.orElseThrow();
		ModelInput input = ModelInput.of(model, image, description, options, notes::add);
		notes.addAll(model.notes());
		notes.add("The model gives its gradient itself, in its output '" + graph.gradient(image.name()) + "'" + (graph.rules()
			.isEmpty() || graph.rules().equals("gradient") ? "" : ", by the rules of '" + graph.rules() + "'") +
			"; it is taken as it is.");
		Node last = model.graph().producer(graph.scores());
		if (last != null && SQUASHING.contains(last.operator())) notes.add("Its scores are those after the final " + last
			.operator() + ".");
		int batch = image.shape()[0] < 0 ? BATCH : Math.toIntExact(image.shape()[0]);
		if (image.shape()[0] > 1) throw new ModelException("The model " + model.path() + " takes exactly " + batch +
			" images; make its batch size open.");
		try (ModelSession session = factory.open(graph.proto())) {
			if (batch > 1 && !new GivenGraph(graph, input, session).takesSeveralImages()) batch = 1;
		}
		catch (OrtException e) {
			throw new ModelException("ONNX Runtime fails to run the training graph " + model.path() + " on an image of " + input
				.width() + " × " + input.height() + " pixels: " + e.getMessage(), e);
		}
		if (batch == 1) notes.add("The model takes one image at a time, which is slower.");
		return new GradientSource(input, graph, batch, batch, ClassifierModel.labels(model, description, options, graph.classes(),
			notes));
	}

	/** Whether two images at once give the scores and gradients that they give alone. */
	private boolean takesSeveralImages() throws OrtException, ModelException {
		Random random = new Random(1);
		float[] images = new float[2 * input.size()];
		for (int i = 0; i < images.length; i++)
			images[i] = (float) random.nextGaussian();
		float[][] first = run(Arrays.copyOf(images, input.size()), 1);
		float[][] second = run(Arrays.copyOfRange(images, input.size(), images.length), 1);
		try {
			float[][] both = run(images, 2);
			return joins(both[0], first[0], second[0]) && joins(both[1], first[1], second[1]);
		}
		catch (OrtException e) {
			return false;
		}
	}

	private static boolean joins(float[] both, float[] first, float[] second) {
		if (both.length != first.length + second.length) return false;
		double scale = 0;
		double difference = 0;
		for (int i = 0; i < both.length; i++) {
			float alone = i < first.length ? first[i] : second[i - first.length];
			scale = Math.max(scale, Math.abs(alone));
			difference = Math.max(difference, Math.abs(both[i] - alone));
		}
		return difference <= TOLERANCE * scale;
	}

	/** @return scores and gradient */
	private float[][] run(float[] images, int count) throws OrtException, ModelException {
		try (OnnxTensor image = OnnxTensor.createTensor(SessionFactory.environment(), FloatBuffer.wrap(images), input.shape(
			count)); OnnxTensor seed = seed(count); OrtSession.Result result = session.run(Map.of(input.name(), image, graph
				.seed(), seed), Set.of(graph.scores(), graph.gradient(input.name()))))
		{
			float[] scores = floats(result, graph.scores());
			float[] gradient = floats(result, graph.gradient(input.name()));
			boolean fits = scores.length == count * graph.classes() && gradient.length == images.length;
			if (count == 1 && !fits) throw new ModelException("The training graph " + graph.model().path() + " gives " +
				scores.length + " scores and a gradient of " + gradient.length + " numbers for one image, where " + graph
					.classes() + " and " + images.length + " are expected.");
			return new float[][] { scores, gradient };
		}
	}

	private OnnxTensor seed(int count) throws OrtException, ModelException {
		long[] shape = graph.seedInfo().shape();
		if (graph.takesClass()) return OnnxTensor.createTensor(SessionFactory.environment(), LongBuffer.wrap(new long[1]),
			shape.length == 0 ? shape : new long[] { 1 });
		float[] weights = new float[count * graph.classes()];
		Arrays.fill(weights, 1);
		return OnnxTensor.createTensor(SessionFactory.environment(), FloatBuffer.wrap(weights), new long[] { count, graph
			.classes() });
	}

	private static float[] floats(OrtSession.Result result, String output) {
		FloatBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
		float[] floats = new float[buffer.remaining()];
		buffer.get(floats);
		return floats;
	}
}
