package io.github.fijiray.onnx.gradient.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.onnx.InterpretedShapes;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.model.OnnxModel;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
		return RuleCases.all().filter(c -> !c.isConstant());
	}

	static Stream<RuleCase> constants() {
		return RuleCases.all().filter(RuleCase::isConstant);
	}

	@ParameterizedTest
	@MethodSource("constants")
	void noGradientFlows(RuleCase tested) throws Exception {
		OnnxModel model = OnnxModel.read(Files.write(folder.resolve("case.onnx"), tested.model().toByteArray()));
		Shapes shapes = InterpretedShapes.of(model, tested.values(1, 3), tested.values(1, 4), tested.values(BATCH, 5));
		String refusal = assertThrows(ModelException.class, () -> Differentiator.of(model, shapes, RuleSet.gradient())
			.differentiate("scores", tested.sources())).getMessage();
		assertTrue(refusal.contains("do not depend on"), refusal);
		Map<String, NdArray> inputs = tested.values(BATCH, 6);
		NdArray value = Interpreter.run(model.proto(), inputs).get("scores");
		for (String source : tested.sources())
			assertTrue(Arrays.stream(differences(model, inputs, source, "scores", value.map(v -> 1))).allMatch(d -> d == 0));
		assertModelAgrees(tested.model().toByteArray(), inputs, value);
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
		assertModelAgrees(tested.model().toByteArray(), inputs, value);
		assertRuntimeAgrees(graph, fed, interpreted);
	}

	/** Rows of opset 18 whose operators have the same form in later opsets, and are in ONNX Runtime. */
	static Stream<RuleCase> later() {
		return cases().filter(c -> c.opset() == 18 && !c.operator().equals("GroupNormalization")).flatMap(c -> Stream.of(c
			.opset(21), c.opset(23))).filter(c -> c.opset() == 21 || !c.operator().equals("GlobalLpPool"));
	}

	@ParameterizedTest
	@MethodSource("later")
	void ruleHoldsInLaterOpsets(RuleCase tested) throws Exception {
		OnnxModel model = OnnxModel.read(Files.write(folder.resolve("case.onnx"), tested.model().toByteArray()));
		assertEquals(tested.opset(), model.opset());
		Shapes shapes = InterpretedShapes.of(model, tested.values(1, 3), tested.values(1, 4), tested.values(BATCH, 5));
		TrainingGraph graph = Differentiator.of(model, shapes, RuleSet.gradient()).differentiate("scores", tested.sources());
		Map<String, NdArray> fed = tested.values(BATCH, 6);
		NdArray scores = Interpreter.run(model.proto(), fed).get("scores");
		fed.put(graph.seed(), NdArray.of(new int[] { scores.data().length / graph.classes(), graph.classes() }, i -> 1 +
			i[0] - 0.5 * i[1]));
		assertRuntimeAgrees(graph, fed, Interpreter.run(graph.proto(), fed));
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

	/** The model as it was before it was read gives what the interpreter finds for the model as it is read. */
	private static void assertModelAgrees(byte[] model, Map<String, NdArray> inputs, NdArray scores) throws OrtException {
		assertClose(scores.data(), run(model, inputs, List.of("scores")).get(0), 2e-5, "ONNX Runtime for the model");
	}

	private static void assertRuntimeAgrees(TrainingGraph graph, Map<String, NdArray> fed,
		Map<String, NdArray> interpreted) throws OrtException
	{
		List<String> outputs = Stream.concat(Stream.of(graph.scores()), graph.gradients().values().stream()).toList();
		Map<String, NdArray> needed = new HashMap<>(fed);
		needed.keySet().retainAll(graph.proto().getGraph().getInputList().stream().map(v -> v.getName()).toList());
		List<double[]> found = run(graph.toByteArray(), needed, outputs);
		for (int i = 0; i < found.size(); i++)
			assertClose(interpreted.get(outputs.get(i)).data(), found.get(i), 2e-5, "ONNX Runtime for " + outputs.get(i));
	}

	private static List<double[]> run(byte[] model, Map<String, NdArray> inputs, List<String> outputs)
		throws OrtException
	{
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		Map<String, OnnxTensor> tensors = new HashMap<>();
		for (Map.Entry<String, NdArray> input : inputs.entrySet())
			tensors.put(input.getKey(), OnnxTensor.createTensor(environment, FloatBuffer.wrap(RuleCase.floats(input
				.getValue())), Arrays.stream(input.getValue().shape()).asLongStream().toArray()));
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
			options.setIntraOpNumThreads(1);
			options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
			try (OrtSession session = environment.createSession(model, options); OrtSession.Result result = session.run(
				tensors))
			{
				List<double[]> found = new ArrayList<>();
				for (String output : outputs) {
					FloatBuffer floats = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
					found.add(IntStream.range(0, floats.limit()).mapToDouble(floats::get).toArray());
				}
				return found;
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
