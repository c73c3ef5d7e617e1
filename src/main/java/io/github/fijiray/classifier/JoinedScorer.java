package io.github.fijiray.classifier;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import io.github.fijiray.classifier.session.Batches;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.gradient.TrainingGraph;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Scores contents that a graph before the classifier computes of its inputs, and passes the gradient back through both.
 * Only those inputs, the scores and the gradient are copied to and from where the classifier computes. Serves one thread
 * at a time.
 */
public final class JoinedScorer implements AutoCloseable {

	private final ClassifierSessions sessions;
	private final JoinedSession joined;
	private final Batches batches;
	private final int classes;
	private final Map<String, FloatBuffer> buffers = new HashMap<>();

	JoinedScorer(ClassifierSessions sessions, JoinedSession joined, Batches batches) {
		this.sessions = sessions;
		this.joined = joined;
		this.batches = batches.atMost(joined.batchLimit());
		classes = sessions.graph().classes();
	}

	/**
	 * Scores of one class, and their gradients with respect to the variable of the graph before the classifier.
	 *
	 * @param inputs the inputs of the graph before the classifier, flattened; those with an axis of images for
	 *          {@code count} images
	 * @param target the class
	 * @param gradient receives the gradient of every score with respect to its image's variable
	 * @return one score for each image
	 * @throws UncheckedIOException if ONNX Runtime fails
	 */
	public float[] gradient(Map<String, float[]> inputs, int count, int target, float[] gradient) {
		float[] scores = new float[count];
		int length = gradient.length / count;
		try {
			batches.run(count, (first, size) -> {
				FloatBuffer rows = room("scores", size * classes), gradients = room("gradient", size * length);
				run(inputs, first, size, target, rows, gradients);
				for (int n = 0; n < size; n++)
					scores[first + n] = rows.get(n * classes + target);
				gradients.get(gradient, first * length, size * length);
			});
		}
		catch (OrtException | ModelException | OutOfMemoryError e) {
			String message = "ONNX Runtime failed to run the model " + sessions.name() + " with its masks in one graph: " + e
				.getMessage();
			throw new UncheckedIOException(message, new ModelException(message, e));
		}
		return scores;
	}

	private void run(Map<String, float[]> inputs, int first, int size, int target, FloatBuffer scores,
		FloatBuffer gradients) throws OrtException, ModelException
	{
		OrtEnvironment environment = SessionFactory.environment();
		Map<String, OnnxTensor> own = new HashMap<>();
		Map<String, OnnxTensor> results = new HashMap<>();
		try {
			for (Map.Entry<String, TensorInfo> input : joined.graph().inputs().entrySet())
				own.put(input.getValue().name(), tensor(input.getKey(), input.getValue().shape(), inputs.get(input.getKey()),
					first, size, environment));
			own.put(sessions.graph().seed(), seed(size, target, environment));
			results.put(joined.graph().scores(), OnnxTensor.createTensor(environment, scores, new long[] { size, classes }));
			results.put(joined.graph().gradient(), OnnxTensor.createTensor(environment, gradients, shape(joined.graph()
				.inputs().get(joined.contents().contents().variable()).shape(), size)));
			Map<String, OnnxTensor> all = new HashMap<>(sessions.given());
			all.putAll(own);
			joined.session().run(all, results);
		}
		finally {
			own.values().forEach(OnnxTensor::close);
			results.values().forEach(OnnxTensor::close);
		}
	}

	/** The values of some images, or those that are the same for all. */
	private OnnxTensor tensor(String name, long[] open, float[] values, int first, int size, OrtEnvironment environment)
		throws OrtException
	{
		long[] shape = shape(open, size);
		int length = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
		int start = open[0] < 0 ? first * (length / size) : 0;
		return OnnxTensor.createTensor(environment, room(name, length).put(values, start, length).flip(), shape);
	}

	private static long[] shape(long[] open, int size) {
		long[] shape = open.clone();
		if (shape[0] < 0) shape[0] = size;
		return shape;
	}

	private OnnxTensor seed(int size, int target, OrtEnvironment environment) throws OrtException {
		TrainingGraph graph = sessions.graph();
		if (graph.takesClass()) return OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[] { target }), graph
			.seedInfo().shape().length == 0 ? new long[0] : new long[] { 1 });
		FloatBuffer seed = room("seed", size * classes);
		for (int i = 0; i < size * classes; i++)
			seed.put(i, i % classes == target ? 1 : 0);
		return OnnxTensor.createTensor(environment, seed, new long[] { size, classes });
	}

	/** An empty buffer, kept under a name, with exactly this much room before its limit. */
	private FloatBuffer room(String name, int length) {
		FloatBuffer kept = buffers.get(name);
		if (kept == null || kept.capacity() < length) {
			kept = ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES)).order(ByteOrder.nativeOrder())
				.asFloatBuffer();
			buffers.put(name, kept);
		}
		return kept.clear().limit(length);
	}

	/** Hands the session back, to be kept for the next image. */
	@Override
	public void close() {
		sessions.handBack(joined);
	}
}
