package io.github.fijiray.onnx.gradient.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.onnx.InterpretedShapes;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.model.OnnxModel;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of equal maxima in a window of MaxPool only the first one, in the order of the pixels, gets the gradient. */
class MaxPoolTiesTest {

	private static final int BATCH = 3;

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"N,2,6,6; kernel_shape=[2,2] strides=[2,2]", //
		"N,2,7,9; kernel_shape=[3,3] strides=[2,2]", //
		"N,2,7,6; kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]", //
		"N,2,8,6; kernel_shape=[3,3] strides=[2,2] ceil_mode=1", //
		"N,2,8,6; kernel_shape=[3,3] strides=[2,2] pads=[1,1,0,1] ceil_mode=1", //
		"N,17,5,6; kernel_shape=[3,3] pads=[1,1,1,1]", //
		"N,16,8,8; kernel_shape=[5,5] pads=[2,2,2,2]", //
		"N,2,7,8; kernel_shape=[2,2] strides=[3,3]", //
		"N,2,9,9; kernel_shape=[2,3] strides=[1,2] dilations=[2,3]", //
		"N,2,6,7; kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_UPPER", //
		"N,2,6,7; kernel_shape=[4,1] strides=[3,1] auto_pad=SAME_LOWER", //
		"N,2,11; kernel_shape=[3] strides=[2] pads=[1,0]", //
		"N,2,5,4,7; kernel_shape=[3,2,3] strides=[1,2,2] pads=[1,0,1,1,0,1]" })
	void theFirstOfEqualMaximaGetsTheGradient(String shape, String attributes) throws Exception {
		RuleCase pool = RuleCase.of("MaxPool", "X[" + shape + "]", attributes);
		Path file = folder.resolve("pool.onnx");
		Files.write(file, pool.model().toByteArray());
		OnnxModel model = OnnxModel.read(file);
		TrainingGraph graph = Differentiator.of(model, InterpretedShapes.of(model, pool.values(1, 3), pool.values(1, 4), pool
			.values(2, 5)), RuleSet.gradient()).differentiate("scores", pool.sources());

		NdArray x = fewValues(pool.values(BATCH, 6).get("X").shape());
		NdArray indices = Interpreter.run(withIndices(pool), Map.of("X", x)).get("indices");
		NdArray seed = NdArray.of(new int[] { indices.data().length, 1 }, i -> 1 + i[0]);
		double[] expected = new double[x.data().length];
		for (int i = 0; i < seed.data().length; i++)
			expected[(int) indices.data()[i]] += seed.data()[i];

		Map<String, NdArray> fed = Map.of("X", x, graph.seed(), seed);
		assertArrayEquals(expected, Interpreter.run(graph.proto(), fed).get(graph.gradient("X")).data(), "interpreted");
		assertArrayEquals(expected, runtime(graph, x, seed), "ONNX Runtime");
	}

	private static ModelProto withIndices(RuleCase pool) {
		ModelProto.Builder model = pool.model().toBuilder();
		model.getGraphBuilder().getNodeBuilder(0).addOutput("indices");
		return model.build();
	}

	private static double[] runtime(TrainingGraph graph, NdArray x, NdArray seed) throws OrtException {
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		try (OrtSession session = environment.createSession(graph.toByteArray()); OnnxTensor images = tensor(environment, x);
			OnnxTensor seeds = tensor(environment, seed); OrtSession.Result result = session.run(Map.of("X", images, graph
				.seed(), seeds)))
		{
			FloatBuffer floats = ((OnnxTensor) result.get(graph.gradient("X")).orElseThrow()).getFloatBuffer();
			return IntStream.range(0, floats.limit()).mapToDouble(floats::get).toArray();
		}
	}

	private static OnnxTensor tensor(OrtEnvironment environment, NdArray array) throws OrtException {
		return OnnxTensor.createTensor(environment, FloatBuffer.wrap(RuleCase.floats(array)), Arrays.stream(array.shape())
			.asLongStream().toArray());
	}

	/** So few different values that nearly every window has several maxima. */
	private static NdArray fewValues(int[] shape) {
		Random random = new Random(8);
		return NdArray.of(shape, i -> random.nextInt(3) - 1);
	}
}
