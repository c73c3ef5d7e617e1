package io.github.fijiray.classifier.session;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.model.ConstantBranches;
import io.github.fijiray.onnx.model.DynamicBatch;
import io.github.fijiray.onnx.model.OnnxModel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Finds the shape of every tensor of a model by running it, on one image and on two, and so learns too whether the
 * model can take several images at once.
 *
 * @param model the model that the shapes are of, to be used from then on: the one given, with constant branches folded, and
 *          with a frozen batch size freed where that is possible
 * @param shapes the shapes
 * @param dynamicBatch whether several images in one run give what single runs give
 */
public record ShapeProbe(OnnxModel model, Shapes shapes, boolean dynamicBatch) {

	/** Tensors that steer operators are small; of larger ones the values are not kept, but for the model's outputs. */
	private static final int SMALL = 1024;
	/** Numbers of all images that a frozen batch may have. */
	private static final long MOST_VALUES = 1L << 26;
	private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";
	private static final double TOLERANCE = 1e-3;
	private static final Set<String> DOMAINS = Set.of("", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc");

	/**
	 * @param inputShape shape of one image as the model takes it, with its batch dimension of 1 first
	 * @throws ModelException if the model does not run on such an image
	 */
	public static ShapeProbe probe(OnnxModel model, long... inputShape) throws ModelException {
		if (model.inputs().size() != 1) throw new ModelException("The model " + model.path() + " has " + model.inputs()
			.size() + " inputs " + model.inputs() + "; an image classifier has one.");
		if (model.inputs().get(0).type() != ElementType.FLOAT) throw new ModelException("The model " + model.path() +
			" takes '" + model.inputs().get(0) + "', but an image classifier takes numbers.");
		float[] first = image(1, inputShape);
		float[] second = image(2, inputShape);
		long frozen = DynamicBatch.isOpen(model) ? 1 : model.inputs().get(0).shape()[0];
		if (frozen > MOST_VALUES / Math.max(1, first.length)) throw takesMany(model, frozen, null);
		OnnxModel folded = model;
		try {
			while (true) {
				try (Session session = new Session(folded)) {
					Observed observed = session.run(times(frozen, inputShape), repeated(frozen, first));
					OnnxModel next = ConstantBranches.fold(folded, observed.shapes(folded));
					if (next == folded) {
						if (frozen > 1) return freedFromMany(folded, frozen, session, inputShape, first, second);
						return DynamicBatch.isOpen(folded) ? compared(folded, observed, session, inputShape, first, second) : freed(
							folded, observed, inputShape, first, second);
					}
					folded = next;
				}
			}
		}
		catch (OrtException e) {
			requireKnownDomains(model);
			throw new ModelException("The model " + model.path() + " does not run on an image of shape " + Arrays.toString(
				inputShape) + ": " + e.getMessage(), e);
		}
	}

	/** Says in plain words that an operator is one of somebody's own. */
	private static void requireKnownDomains(OnnxModel model) throws ModelException {
		for (Node node : model.graph().nodes())
			if (!DOMAINS.contains(node.domain())) throw new ModelException("The model " + model.path() +
				" has a custom operator: " + node.operator() + " of domain " + node.domain() + " in node '" + node.name() +
				"'. ONNX Runtime does not have it; export the model with standard operators in its place.");
	}

	private static long[] times(long count, long[] shape) {
		long[] more = shape.clone();
		more[0] *= count;
		return more;
	}

	private static float[] repeated(long count, float[]... images) {
		float[] all = new float[Math.toIntExact(Math.multiplyExact(count, (long) images[0].length))];
		for (int i = 0; i < count; i++)
			System.arraycopy(images[i % images.length], 0, all, i * images[0].length, images[0].length);
		return all;
	}

	/** Frees a batch size that is frozen to several images, and tries whether single images give what they gave among many. */
	private static ShapeProbe freedFromMany(OnnxModel model, long frozen, Session session, long[] inputShape,
		float[] first, float[] second) throws ModelException, OrtException
	{
		Observed many = session.run(times(frozen, inputShape), repeated(frozen, first, second));
		try {
			OnnxModel freed = DynamicBatch.free(model, many.shapes(model));
			try (Session free = new Session(freed)) {
				ShapeProbe probe = compared(freed, free.run(inputShape, first), free, inputShape, first, second);
				Observed again = free.run(times(frozen, inputShape), repeated(frozen, first, second));
				if (probe.dynamicBatch && again.repeats(many, model.graph().outputs())) return probe;
			}
		}
		catch (OrtException e) {
			throw takesMany(model, frozen, e);
		}
		throw takesMany(model, frozen, null);
	}

	private static ModelException takesMany(OnnxModel model, long frozen, OrtException cause) {
		return new ModelException("The model " + model.path() + " takes exactly " + frozen +
			" images at once, and cannot be changed to take single ones. Export it with an open batch size, or for one image.",
			cause);
	}

	/** Tries the model with its frozen batch size freed, and falls back to the model as it is. */
	private static ShapeProbe freed(OnnxModel model, Observed alone, long[] inputShape, float[] first, float[] second)
		throws ModelException
	{
		ShapeProbe single = new ShapeProbe(model, alone.shapes(model), false);
		try {
			OnnxModel freed = DynamicBatch.free(model, single.shapes);
			try (Session session = new Session(freed)) {
				ShapeProbe probe = compared(freed, session.run(inputShape, first), session, inputShape, first, second);
				return probe.dynamicBatch ? probe : single;
			}
		}
		catch (OrtException | ModelException e) {
			return single;
		}
	}

	private static ShapeProbe compared(OnnxModel model, Observed alone, Session session, long[] inputShape,
		float[] first, float[] second) throws OrtException, ModelException
	{
		Observed other = session.run(inputShape, second);
		Observed both;
		try {
			both = session.run(times(2, inputShape), repeated(2, first, second));
		}
		catch (OrtException e) {
			return new ShapeProbe(model, alone.shapes(model), false);
		}
		boolean same = both.joins(alone, other, model.graph().outputs());
		return new ShapeProbe(model, same ? alone.shapes(model, other, both) : alone.shapes(model), same);
	}

	private static float[] image(long seed, long[] shape) {
		Random random = new Random(seed);
		float[] image = new float[Math.toIntExact(Dims.fixed(shape).count())];
		for (int i = 0; i < image.length; i++)
			image[i] = (float) random.nextGaussian();
		return image;
	}

	/** What one run showed of each tensor. */
	private record Observed(Map<String, ElementType> types, Map<String, long[]> dims, Map<String, double[]> values) {

		/**
		 * Whether this run on two images shows what two runs on one image each showed. An output that depends on the image
		 * has to hold both: a mean over the batch would not.
		 */
		boolean joins(Observed first, Observed second, Set<String> outputs) {
			for (String tensor : first.dims.keySet())
				if (!doubles(first.dims.get(tensor), dims.get(tensor))) return false;
			for (String tensor : first.values.keySet()) {
				double[] a = first.values.get(tensor);
				double[] b = second.values.get(tensor);
				double[] both = values.get(tensor);
				if (outputs.contains(tensor) && !Arrays.equals(a, b) && (both == null || both.length == a.length)) return false;
				if (!first.types.get(tensor).isReal() || b == null || both == null || both.length != a.length + b.length ||
					dims.get(tensor).length == 0 || dims.get(tensor)[0] != 2 * first.dims.get(tensor)[0]) continue;
				if (!close(a, both, 0) || !close(b, both, a.length)) return false;
			}
			return true;
		}

		/** Whether this run shows the same numbers as another one for some tensors. */
		boolean repeats(Observed other, Set<String> tensors) {
			return tensors.stream().filter(other.values::containsKey).allMatch(tensor -> values.containsKey(tensor) && values
				.get(tensor).length == other.values.get(tensor).length && close(other.values.get(tensor), values.get(tensor), 0));
		}

		/** Whether each dimension stays or doubles. */
		private static boolean doubles(long[] one, long[] two) {
			if (two == null || two.length != one.length) return false;
			for (int i = 0; i < one.length; i++)
				if (two[i] != one[i] && two[i] != 2 * one[i]) return false;
			return true;
		}

		private static boolean close(double[] part, double[] whole, int offset) {
			double scale = Math.max(1e-6, Arrays.stream(part).map(Math::abs).max().orElse(0));
			for (int i = 0; i < part.length; i++)
				if (Math.abs(part[i] - whole[offset + i]) > TOLERANCE * scale) return false;
			return true;
		}

		/** Shapes that hold for any image and batch size, from this run and others, of which the last had two images. */
		Shapes shapes(OnnxModel model, Observed... others) {
			Map<String, Dims> known = new HashMap<>();
			Map<String, double[]> constants = new HashMap<>();
			dims.forEach((tensor, sizes) -> {
				boolean[] grows = new boolean[sizes.length];
				if (others.length > 0) for (int i = 0; i < sizes.length; i++)
					grows[i] = others[others.length - 1].dims.get(tensor)[i] != sizes[i];
				known.put(tensor, new Dims(sizes, grows));
				double[] value = values.get(tensor);
				boolean constant = value != null && value.length <= SMALL;
				for (Observed other : others)
					constant = constant && Arrays.equals(value, other.values.get(tensor));
				if (constant) constants.put(tensor, value);
			});
			Map<String, ElementType> allTypes = new HashMap<>(types);
			for (TensorProto tensor : model.proto().getGraph().getInitializerList()) {
				allTypes.put(tensor.getName(), ElementType.of(tensor.getDataType()));
				known.put(tensor.getName(), Dims.fixed(tensor.getDimsList().stream().mapToLong(Long::longValue).toArray()));
				double[] value = TensorData.size(tensor) <= SMALL ? TensorData.numbers(tensor) : null;
				if (value != null) constants.put(tensor.getName(), value);
			}
			return new Shapes(allTypes, known, constants);
		}
	}

	/** A session that gives every tensor of a model. */
	private static final class Session implements AutoCloseable {

		private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
		private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
		private final ModelSession session;
		private final TensorInfo input;
		private final Set<String> outputs;
		private final Set<String> wanted = new LinkedHashSet<>();

		Session(OnnxModel model) throws OrtException, ModelException {
			input = model.inputs().get(0);
			outputs = model.graph().outputs();
			GraphProto.Builder graph = model.proto().getGraph().toBuilder().clearOutput();
			wanted.addAll(outputs);
			model.graph().nodes().forEach(node -> wanted.addAll(node.outputs()));
			wanted.remove("");
			wanted.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
			ModelProto verbose = model.proto().toBuilder().setGraph(graph).build();
			options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
			options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
			options.addConfigEntry("session.disable_prepacking", "1");
			options.addConfigEntry("session.model_external_initializers_file_folder_path", model.folder().toString());
			session = ModelSession.open(verbose, environment, options);
			try {
				requireMemory(model);
			}
			catch (OrtException | ModelException e) {
				close();
				throw e;
			}
		}

		/** Refuses what is known not to fit into memory before any of it is allocated; open dimensions count as 1. */
		private void requireMemory(OnnxModel model) throws OrtException, ModelException {
			double limit = MemoryBound.bytes();
			double bytes = 0;
			for (NodeInfo output : session.outputInfo())
				if (output.getInfo() instanceof ai.onnxruntime.TensorInfo found) {
					bytes += Arrays.stream(found.getShape()).mapToDouble(dim -> Math.max(dim, 1)).reduce(Float.BYTES, (a, b) -> a *
						b);
					if (bytes > limit) throw new ModelException("The model " + model.path() +
						" does not fit into memory: its tensor '" + output.getName() + "' has the shape " + Arrays.toString(found
							.getShape()) + ".");
				}
		}

		Observed run(long[] shape, float[] images) throws OrtException {
			Observed observed = new Observed(new HashMap<>(), new HashMap<>(), new HashMap<>());
			observed.types.put(input.name(), input.type());
			observed.dims.put(input.name(), shape);
			try (OnnxTensor tensor = tensor(shape, images); OrtSession.Result result = session.run(Map.of(input.name(),
				tensor), wanted))
			{
				for (Map.Entry<String, OnnxValue> entry : result)
					if (entry.getValue() instanceof OnnxTensor found) observe(entry.getKey(), found, observed);
			}
			return observed;
		}

		private OnnxTensor tensor(long[] shape, float[] images) throws OrtException {
			return OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
		}

		private void observe(String name, OnnxTensor tensor, Observed observed) {
			ElementType type = ElementType.valueOf(tensor.getInfo().onnxType.name().substring(TYPE_PREFIX.length()));
			long[] dims = tensor.getInfo().getShape();
			observed.types.put(name, type);
			observed.dims.put(name, dims);
			if (Dims.fixed(dims).count() > SMALL && !outputs.contains(name)) return;
			double[] values = switch (type) {
				case FLOAT, FLOAT16, BFLOAT16 -> {
					FloatBuffer floats = tensor.getFloatBuffer();
					double[] numbers = new double[floats.remaining()];
					for (int i = 0; i < numbers.length; i++)
						numbers[i] = floats.get(i);
					yield numbers;
				}
				case DOUBLE -> {
					double[] numbers = new double[tensor.getDoubleBuffer().remaining()];
					tensor.getDoubleBuffer().get(numbers);
					yield numbers;
				}
				case INT64 -> {
					long[] numbers = new long[tensor.getLongBuffer().remaining()];
					tensor.getLongBuffer().get(numbers);
					yield Arrays.stream(numbers).asDoubleStream().toArray();
				}
				case INT32 -> {
					int[] numbers = new int[tensor.getIntBuffer().remaining()];
					tensor.getIntBuffer().get(numbers);
					yield Arrays.stream(numbers).asDoubleStream().toArray();
				}
				case BOOL, INT8 -> {
					byte[] numbers = new byte[tensor.getByteBuffer().remaining()];
					tensor.getByteBuffer().get(numbers);
					double[] wide = new double[numbers.length];
					for (int i = 0; i < wide.length; i++)
						wide[i] = numbers[i];
					yield wide;
				}
				default -> null;
			};
			if (values != null) observed.values.put(name, values);
		}

		@Override
		public void close() throws OrtException {
			session.close();
			options.close();
		}
	}
}
