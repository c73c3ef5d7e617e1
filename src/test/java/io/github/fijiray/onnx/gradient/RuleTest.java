package io.github.fijiray.onnx.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.onnx.InterpretedShapes;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.OnnxModel;
import io.github.fijiray.onnx.Shapes;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every backward rule against central differences in double precision, and the reference interpreter that this is
 * computed with against ONNX Runtime.
 */
class RuleTest {

	private static final int BATCH = 2;
	private static final double STEP = 1e-5;

	@TempDir
	Path folder;

	static Stream<RuleCase> cases() {
		return RuleCases.all();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void ruleGivesTheGradient(RuleCase tested) throws Exception {
		Path file = folder.resolve("case.onnx");
		Files.write(file, tested.model().toByteArray());
		OnnxModel model = OnnxModel.read(file);
		Shapes shapes = InterpretedShapes.of(model, tested.values(1, 3), tested.values(1, 4), tested.values(BATCH, 5));
		String scores = model.outputs().get(0).name();
		TrainingGraph graph = Differentiator.of(model, shapes, RuleSet.gradient()).differentiate(scores, tested.sources());

		Map<String, NdArray> inputs = tested.values(BATCH, 6);
		NdArray value = Interpreter.run(model.proto(), inputs).get(scores);
		NdArray seed = NdArray.of(new int[] { value.data().length / graph.classes(), graph.classes() }, i -> (float) Math.sin(
			1 + 3 * i[0] + 0.7 * i[1]));
		Map<String, NdArray> fed = new HashMap<>(inputs);
		fed.put(graph.seed(), seed);
		Map<String, NdArray> interpreted = Interpreter.run(graph.proto(), fed);

		for (String source : tested.sources()) {
			double[] expected = differences(model, inputs, source, scores, seed);
			NdArray gradient = interpreted.get(graph.gradient(source));
			assertEquals(Arrays.toString(inputs.get(source).shape()), Arrays.toString(gradient.shape()), "shape");
			assertClose(expected, gradient.data(), 1e-6, "central differences for " + source);
		}
		assertRuntimeAgrees(graph, fed, interpreted);
	}

	private static double[] differences(OnnxModel model, Map<String, NdArray> inputs, String source, String scores,
		NdArray seed)
	{
		double[] x = inputs.get(source).data();
		double[] differences = new double[x.length];
		for (int i = 0; i < x.length; i++) {
			double kept = x[i];
			x[i] = kept + STEP;
			double above = weighted(Interpreter.run(model.proto(), inputs).get(scores), seed);
			x[i] = kept - STEP;
			double below = weighted(Interpreter.run(model.proto(), inputs).get(scores), seed);
			x[i] = kept;
			differences[i] = (above - below) / (2 * STEP);
		}
		return differences;
	}

	private static double weighted(NdArray scores, NdArray seed) {
		double sum = 0;
		for (int i = 0; i < scores.data().length; i++)
			sum += scores.data()[i] * seed.data()[i];
		return sum;
	}

	private static void assertRuntimeAgrees(TrainingGraph graph, Map<String, NdArray> fed,
		Map<String, NdArray> interpreted) throws OrtException
	{
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		Map<String, OnnxTensor> tensors = new HashMap<>();
		for (Map.Entry<String, NdArray> input : fed.entrySet()) {
			long[] shape = Arrays.stream(input.getValue().shape()).asLongStream().toArray();
			tensors.put(input.getKey(), OnnxTensor.createTensor(environment, FloatBuffer.wrap(RuleCase.floats(input
				.getValue())), shape));
		}
		tensors.keySet().retainAll(graph.proto().getGraph().getInputList().stream().map(v -> v.getName()).toList());
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
			options.setIntraOpNumThreads(1);
			try (OrtSession session = environment.createSession(graph.toByteArray(), options); OrtSession.Result result =
				session.run(tensors))
			{
				List<String> outputs = Stream.concat(Stream.of(graph.scores()), graph.gradients().values().stream()).toList();
				for (String output : outputs) {
					OnnxTensor tensor = (OnnxTensor) result.get(output).orElseThrow();
					FloatBuffer floats = tensor.getFloatBuffer();
					double[] found = IntStream.range(0, floats.limit()).mapToDouble(floats::get).toArray();
					assertClose(interpreted.get(output).data(), found, 2e-5, "ONNX Runtime for " + output);
				}
			}
		}
	}

	private static void assertClose(double[] expected, double[] found, double tolerance, String what) {
		assertEquals(expected.length, found.length, what + ": number of elements");
		double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
		for (int i = 0; i < expected.length; i++)
			assertTrue(Math.abs(expected[i] - found[i]) <= tolerance * scale, what + " at " + i + ": expected " + Arrays
				.toString(expected) + " but found " + Arrays.toString(found));
	}
}
