package io.github.fijiray.classifier;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.session.Batches;
import io.github.fijiray.classifier.session.ModelSession;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Scores contents of one image's size with a classifier's sessions, through buffers that are reused. */
final class ContentScorer implements JoinableScorer {

	private final ClassifierSessions sessions;
	private final PreparedImage image;
	private final ContentFrame frame;
	private final int classes;
	private final Batches batches;
	private FloatBuffer inputs = direct(0);
	private FloatBuffer seeds = direct(0);
	private FloatBuffer scores = direct(0);
	private FloatBuffer gradients = direct(0);

	ContentScorer(ClassifierSessions sessions, PreparedImage image, Batches batches) {
		this.sessions = sessions;
		this.image = image;
		this.batches = batches;
		frame = new ContentFrame(image, sessions.input().layout());
		classes = sessions.graph().classes();
	}

	@Override
	public int channels() {
		return image.channels();
	}

	@Override
	public int height() {
		return image.height();
	}

	@Override
	public int width() {
		return image.width();
	}

	@Override
	public int classes() {
		return classes;
	}

	@Override
	public Provider provider() {
		return sessions.provider();
	}

	@Override
	public JoinedScorer join(ContentGraph contents) throws ModelException {
		return new JoinedScorer(sessions, sessions.joined(FramedGraph.of(contents, sessions.input(), image)), batches);
	}

	@Override
	public float[] scores(float[] images, int count) {
		float[] result = new float[count * classes];
		compute(count, (first, size) -> {
			fillInputs(images, first, size);
			run(sessions.forward(), size, null);
			scores.get(result, first * classes, size * classes);
		});
		return result;
	}

	@Override
	public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
		float[] result = new float[count * classes];
		compute(count, (first, size) -> {
			fillInputs(images, first, size);
			if (sessions.graph().takesClass()) sumOverClasses(first, size, seed, gradient);
			else weighted(first, size, seed, gradient);
			scores.get(result, first * classes, size * classes);
		});
		return result;
	}

	private void weighted(int first, int size, float[] seed, float[] gradient) throws OrtException, ModelException {
		seeds = room(seeds, size * classes);
		seeds.put(seed, first * classes, size * classes).flip();
		run(sessions.training(), size, OnnxTensor.createTensor(SessionFactory.environment(), seeds, new long[] { size,
			classes }));
		for (int n = 0; n < size; n++)
			frame.extract(gradients, gradient, (first + n) * contentSize());
	}

	/** Adds up the gradients of the classes that the seed weighs, for a graph that gives those of one class at a time. */
	private void sumOverClasses(int first, int size, float[] seed, float[] gradient) throws OrtException,
		ModelException
	{
		float[] one = new float[contentSize()];
		Arrays.fill(gradient, first * contentSize(), (first + size) * contentSize(), 0);
		int[] weighted = IntStream.range(0, classes).filter(k -> IntStream.range(first, first + size).anyMatch(n -> seed[n *
			classes + k] != 0)).toArray();
		long[] shape = sessions.graph().seedInfo().shape().length == 0 ? new long[0] : new long[] { 1 };
		if (weighted.length == 0) run(sessions.forward(), size, null);
		for (int k : weighted) {
			run(sessions.training(), size, OnnxTensor.createTensor(SessionFactory.environment(), LongBuffer.wrap(new long[] {
				k }), shape));
			for (int n = first; n < first + size; n++) {
				frame.extract(gradients, one, 0);
				for (int i = 0; i < one.length; i++)
					gradient[n * one.length + i] += seed[n * classes + k] * one[i];
			}
		}
	}

	private void compute(int count, Batches.Computation computation) {
		try {
			batches.run(count, computation);
		}
		catch (OrtException | ModelException | OutOfMemoryError e) {
			throw failed(e);
		}
	}

	private UncheckedIOException failed(Throwable e) {
		if (e instanceof ModelException known) return new UncheckedIOException(known.getMessage(), known);
		String message = Batches.isOutOfMemory(e) ? "There is not enough memory to run the model " + sessions.name() +
			" on even one image of " + sessions.input().width() + " × " + sessions.input().height() + " pixels: "
			: "ONNX Runtime failed to run the model " + sessions.name() + ": ";
		return new UncheckedIOException(message + e.getMessage(), new ModelException(message + e.getMessage(), e));
	}

	private void fillInputs(float[] images, int first, int size) {
		inputs = room(inputs, size * frame.size());
		for (int n = 0; n < size; n++)
			frame.embed(images, (first + n) * contentSize(), inputs);
		inputs.flip();
	}

	private int contentSize() {
		return image.channels() * image.height() * image.width();
	}

	/**
	 * Runs a session on the buffers; its results are written straight into them.
	 *
	 * @param seed is closed afterwards; null for the scores alone
	 */
	private void run(ModelSession session, int size, OnnxTensor seed) throws OrtException, ModelException {
		OrtEnvironment environment = SessionFactory.environment();
		scores = room(scores, size * classes);
		long[] scoreShape = { size, classes };
		Map<String, OnnxTensor> own = new HashMap<>();
		Map<String, OnnxTensor> results = new HashMap<>();
		try {
			if (seed != null) own.put(sessions.graph().seed(), seed);
			own.put(sessions.input().name(), OnnxTensor.createTensor(environment, inputs, sessions.input().shape(size)));
			results.put(sessions.graph().scores(), OnnxTensor.createTensor(environment, scores, scoreShape));
			if (seed != null) {
				gradients = room(gradients, size * frame.size());
				results.put(sessions.gradient(), OnnxTensor.createTensor(environment, gradients, sessions.input().shape(
					size)));
			}
			Map<String, OnnxTensor> all = new HashMap<>(sessions.given());
			all.putAll(own);
			session.run(all, results);
		}
		finally {
			own.values().forEach(OnnxTensor::close);
			results.values().forEach(OnnxTensor::close);
		}
	}

	/** An empty buffer with exactly this much room before its limit. */
	private static FloatBuffer room(FloatBuffer buffer, int length) {
		FloatBuffer large = buffer.capacity() < length ? direct(length) : buffer;
		return large.clear().limit(length);
	}

	private static FloatBuffer direct(int length) {
		return ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES)).order(ByteOrder.nativeOrder())
			.asFloatBuffer();
	}
}
