package io.github.fijiray.onnx.gradient.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.InterpretedShapes;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.model.OnnxModel;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Quantised operators: what they compute against ONNX Runtime, and their straight-through gradients against central
 * differences of the same graph with the rounding left out, at images that need no rounding.
 */
class QuantizationTest {

	private static final String CONTRIB = "com.microsoft.";
	private static final double STEP = 1e-5;
	/** Scale of the quantised image. */
	private static final float GRID = 1 / 32f;

	/** Scale of quantised results, by which ONNX Runtime's rounding may differ where it looks up a table. */
	private static final float QUANTUM = 0.11f;

	@TempDir
	Path folder;

	/** Operators that {@link #cases} tries, with their domain. */
	static Stream<String> operators() {
		return cases().map(c -> (String) c.get()[0]);
	}

	/** Name, shape of the image, and what follows on the image quantised as {@code q} until the scores {@code y}. */
	static Stream<Arguments> cases() {
		return Stream.of(
			c("DequantizeLinear", "2,3", m -> dequantize(m, "q", "s", "z", "y")),
			c("QuantizeLinear", "2,3", m -> quantize(dequantize(m, "q", "s", "z", "f").node("Neg", "n", "f"),
				"n", "y")),
			c("QLinearConv", "2,4,4", m -> quantized(m.node("QLinearConv", "c", "q", "s", "z", "w", "ws", "wz", "ys", "yz",
				"b").with("pads", new long[] { 1, 1, 0, 0 }), "c")),
			c("QLinearMatMul", "2,4,4", m -> quantized(m.node("QLinearMatMul", "c", "q", "s", "z", "k", "ks", "kz", "ys",
				"yz"), "c")),
			c("ConvInteger", "2,4,4", m -> m.node("ConvInteger", "c", "q", "w", "z").node("Cast", "f", "c").with("to", 1)
				.node("Mul", "y", "f", "s")),
			c("MatMulInteger", "2,4,4", m -> m.node("MatMulInteger", "c", "q", "k", "z").node("Cast", "f", "c").with("to", 1)
				.node("Mul", "y", "f", "s")),
			c("DynamicQuantizeLinear", "2,4,4", m -> outputs(dequantize(m, "q", "s", "z", "f"), "DynamicQuantizeLinear", "f",
				"d", "ds", "dz").node("MatMulInteger", "c", "d", "k", "dz").node("Cast", "r", "c").with("to", 1).node("Mul", "y",
					"r", "ds")),
			c(CONTRIB + "DynamicQuantizeMatMul", "2,4,4", m -> dequantize(m, "q", "s", "z", "f").node("DynamicQuantizeMatMul",
				"y", "f", "k", "ks", "kz").domain("com.microsoft")),
			c(CONTRIB + "MatMulIntegerToFloat", "2,4,4", m -> m.node("MatMulIntegerToFloat", "y", "q", "k", "s", "ks", "z",
				"kz").domain("com.microsoft")),
			c(CONTRIB + "QGemm", "4", m -> quantized(m.node("QGemm", "c", "q", "s", "z", "k", "ks", "kz", "", "ys", "yz")
				.domain("com.microsoft"), "c")),
			c(CONTRIB + "QuantizeLinear", "2,3", m -> quantized(dequantize(m, "q", "s", "z", "f").node("Neg", "n", "f").node(
				"QuantizeLinear", "r", "n", "ys", "yz").domain("com.microsoft"), "r")),
			c(CONTRIB + "DequantizeLinear", "2,3", m -> m.node("DequantizeLinear", "y", "q", "s", "z").domain("com.microsoft")),
			c(CONTRIB + "QLinearConv", "2,4,4", m -> quantized(m.node("QLinearConv", "c", "q", "s", "z", "w", "ws", "wz", "ys",
				"yz", "b").domain("com.microsoft"), "c")),
			c(CONTRIB + "QLinearAdd", "2,3", m -> binary(m, "QLinearAdd")),
			c(CONTRIB + "QLinearMul", "2,3", m -> binary(m, "QLinearMul")),
			c(CONTRIB + "QLinearSigmoid", "2,3", m -> unary(m, "QLinearSigmoid")),
			c(CONTRIB + "QLinearLeakyRelu", "2,3", m -> unary(m, "QLinearLeakyRelu")),
			c(CONTRIB + "QLinearSoftmax", "2,3", m -> quantized(m.node("QLinearSoftmax", "c", "q", "s", "z", "ys", "yz").with(
				"axis", -1).with("opset", 13).domain("com.microsoft"), "c")),
			c(CONTRIB + "QLinearConcat", "2,3", m -> quantized(m.node("QLinearConcat", "c", "ys", "yz", "q", "s", "z", "q",
				"s", "z").with("axis", 1).domain("com.microsoft"), "c")),
			c(CONTRIB + "QLinearAveragePool", "2,4,4", m -> quantized(m.node("QLinearAveragePool", "c", "q", "s", "z", "ys",
				"yz").with("kernel_shape", new long[] { 3, 3 }).domain("com.microsoft"), "c")),
			c(CONTRIB + "QLinearGlobalAveragePool", "2,4,4", m -> unary(m, "QLinearGlobalAveragePool")),
			c("MaxPool", "2,4,4", m -> quantized(m.node("MaxPool", "c", "q").with("kernel_shape", new long[] { 2, 2 }), "c")),
			c("Concat", "2,3", m -> dequantize(m.node("Concat", "c", "q", "q").with("axis", 2).node("Transpose", "t", "c").with(
				"perm", new long[] { 0, 2, 1 }), "t", "s", "z", "y")));
	}

	private static Arguments c(String operator, String shape, UnaryOperator<Models> rest) {
		return Arguments.of(operator, shape, rest);
	}

	private static Models dequantize(Models m, String q, String scale, String zero, String output) {
		return m.node("DequantizeLinear", output, q, scale, zero);
	}

	private static Models quantize(Models m, String x, String output) {
		return quantized(m.node("QuantizeLinear", "r", x, "ys", "yz"), "r");
	}

	private static Models quantized(Models m, String q) {
		return dequantize(m, q, "ys", "yz", "y");
	}

	private static Models unary(Models m, String operator) {
		return quantized(m.node(operator, "c", "q", "s", "z", "ys", "yz").domain("com.microsoft"), "c");
	}

	private static Models binary(Models m, String operator) {
		return quantized(m.node(operator, "c", "q", "s", "z", "q", "s", "z", "ys", "yz").domain("com.microsoft"), "c");
	}

	private static Models outputs(Models m, String operator, String input, String... outputs) {
		return m.nodeOf(operator, List.of(input), List.of(outputs));
	}

	private static Models start(long... shape) {
		Models m = Models.input("x", shape);
		m.initializer(TensorData.floats("s", new long[0], GRID)).initializer(bytes("z", ElementType.UINT8, new long[0],
			128));
		m.initializer(TensorData.floats("ys", new long[0], QUANTUM)).initializer(bytes("yz", ElementType.UINT8, new long[0],
			100));
		m.initializer(bytes("w", ElementType.INT8, new long[] { 3, 2, 3, 3 }, IntStream.range(0, 54).map(i -> i * 37 % 101 -
			50).toArray()));
		m.initializer(TensorData.floats("ws", new long[] { 3 }, 0.01f, 0.02f, 0.015f)).initializer(bytes("wz",
			ElementType.INT8, new long[] { 3 }, 0, 0, 0));
		m.initializer(TensorProto.newBuilder().setName("b").setDataType(ElementType.INT32.number()).addDims(3).addAllInt32Data(
			List.of(500, -300, 40)).build());
		m.initializer(bytes("k", ElementType.UINT8, new long[] { 4, 3 }, IntStream.range(0, 12).map(i -> i * 53 % 256)
			.toArray()));
		m.initializer(TensorData.floats("ks", new long[0], 0.01f)).initializer(bytes("kz", ElementType.UINT8, new long[0],
			120));
		return m.node("QuantizeLinear", "q", "x", "s", "z");
	}

	private static TensorProto bytes(String name, ElementType type, long[] dims, int... values) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.number());
		Arrays.stream(dims).forEach(tensor::addDims);
		Arrays.stream(values).forEach(tensor::addInt32Data);
		return tensor.build();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void computesAsBeforeAndPassesTheGradientStraightThrough(String operator, String image, UnaryOperator<Models> rest)
		throws Exception
	{
		int[] shape = IntStream.concat(IntStream.of(1), Arrays.stream(image.split(",")).mapToInt(Integer::parseInt))
			.toArray();
		long[] open = Arrays.stream(shape).asLongStream().toArray();
		Models models = rest.apply(start(open)).integers("column", 1, -1).node("Reshape", "scores", "y", "column").output(
			"scores", 1, -1);
		ModelProto original = models.proto();
		OnnxModel model = OnnxModel.read(Files.write(folder.resolve("model.onnx"), original.toByteArray()));
		assertTrue(model.graph().nodes().stream().allMatch(n -> n.domain().isEmpty()), "standard operators only");

		NdArray x = new NdArray(shape, IntStream.range(0, NdArray.size(shape)).mapToDouble(i -> GRID * (2 * (i * 13 % 37) -
			35)).toArray());
		Map<String, NdArray> inputs = Map.of("x", x);
		Shapes shapes = InterpretedShapes.of(model, inputs, Map.of("x", x.map(v -> -v)), inputs);
		TrainingGraph graph = Differentiator.of(model, shapes, RuleSet.gradient()).differentiate("scores", List.of("x"));
		NdArray seed = NdArray.of(new int[] { 1, graph.classes() }, i -> Math.sin(1 + 0.7 * i[1]));
		Map<String, NdArray> found = Interpreter.run(graph.proto(), Map.of("x", x, graph.seed(), seed));

		float[] scores = scores(original, x);
		for (int i = 0; i < scores.length; i++)
			assertEquals(scores[i], found.get("scores").data()[i], operator.endsWith("Softmax") ? QUANTUM + 1e-4 : 1e-4,
				"scores");
		assertArrayEquals(differences(model, x, seed), found.get(graph.gradient("x")).data(), 1e-5);
	}

	private static double[] differences(OnnxModel model, NdArray x, NdArray seed) {
		double[] differences = new double[x.data().length];
		for (int i = 0; i < differences.length; i++) {
			double kept = x.data()[i];
			x.data()[i] = kept + STEP;
			double above = weighted(model, x, seed);
			x.data()[i] = kept - STEP;
			double below = weighted(model, x, seed);
			x.data()[i] = kept;
			differences[i] = (above - below) / (2 * STEP);
		}
		return differences;
	}

	private static double weighted(OnnxModel model, NdArray x, NdArray seed) {
		double[] scores = Interpreter.run(model.proto(), Map.of("x", x), false).get("scores").data();
		return IntStream.range(0, scores.length).mapToDouble(i -> scores[i] * seed.data()[i]).sum();
	}

	private static float[] scores(ModelProto model, NdArray x) throws Exception {
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		try (OrtSession session = environment.createSession(model.toByteArray()); OnnxTensor image = OnnxTensor.createTensor(
			environment, FloatBuffer.wrap(RuleCase.floats(x)), Arrays.stream(x.shape()).asLongStream().toArray());
			OrtSession.Result result = session.run(Map.of("x", image)))
		{
			return ((float[][]) result.get("scores").orElseThrow().getValue())[0];
		}
	}

	@Test
	void nothingPassesWhereNumbersSaturate() throws Exception {
		OnnxModel model = start(1, 4).node("DequantizeLinear", "y", "q", "s", "z").output("y", 1, 4).read(folder);
		NdArray x = new NdArray(new int[] { 1, 4 }, new double[] { -100, -4, 3.9, 100 });
		Shapes shapes = InterpretedShapes.of(model, Map.of("x", x), Map.of("x", x), Map.of("x", x));
		TrainingGraph graph = Differentiator.of(model, shapes, RuleSet.gradient()).differentiate("y", List.of("x"));
		assertArrayEquals(new double[] { 0, 1, 1, 0 }, Interpreter.run(graph.proto(), Map.of("x", x, graph.seed(), x.map(
			v -> 1))).get(graph.gradient("x")).data(), 1e-12);
	}

	@Test
	void weightsMayHaveAScaleForEachChannel() throws Exception {
		Models m = start(1, 2, 4, 4).node("DequantizeLinear", "real", "w", "ws", "wz").with("axis", 0).node(
			"DequantizeLinear", "image", "q", "s", "z").node("Conv", "y", "image", "real").output("y", 1, 3, 2, 2);
		OnnxModel model = m.read(folder);
		NdArray weights = Interpreter.run(model.proto(), Map.of("x", NdArray.of(new int[] { 1, 2, 4, 4 }, i -> 0))).get(
			"real");
		assertEquals(47 * 0.02, weights.get(1, 0, 0, 1), 1e-6);
	}

	@Test
	void imagesOfBytesAreTakenAsRealNumbers() throws Exception {
		OnnxModel model = new Models().andInput("x", ElementType.UINT8, -1, 4, 4, 3).node("Transpose", "t", "x").with("perm",
			new long[] { 0, 3, 1, 2 }).node("Cast", "f", "t").with("to", 1).node("Neg", "y", "f").output("y", -1, 3, 4, 4)
			.read(folder);
		assertEquals(ElementType.FLOAT, model.inputs().get(0).type());
		assertTrue(model.notes().get(0).contains("x uint8 [?,4,4,3]"), model.notes().toString());
		NdArray x = NdArray.of(new int[] { 1, 4, 4, 3 }, i -> i[3]);
		Shapes shapes = InterpretedShapes.of(model, Map.of("x", x), Map.of("x", x), Map.of("x", x));
		TrainingGraph graph = Differentiator.of(model, shapes, RuleSet.gradient()).differentiate("y", List.of("x"));
		assertEquals(-1, Interpreter.run(graph.proto(), Map.of("x", x, graph.seed(), NdArray.of(new int[] { 1, 48 }, i -> 1)))
			.get(graph.gradient("x")).data()[7]);
		assertFalse(graph.proto().getGraph().getNodeList().stream().map(NodeProto::getOpType).anyMatch("ScatterND"::equals));
	}

	@Test
	void arithmeticOfWholeNumbersIsRefused() {
		String message = assertThrows(ModelException.class, () -> new Models().andInput("x", ElementType.UINT8, -1, 4).node(
			"Div", "y", "x", "x").output("y", -1, 4).read(folder)).getMessage();
		assertTrue(message.contains("'y' (Div)") && message.contains("real numbers"), message);
	}

	@Test
	void otherThanEightBitsAreRefused() {
		String message = assertThrows(ModelException.class, () -> Models.input("x", 1, 4).initializer(TensorData.floats("s",
			new long[0], 1)).initializer(bytes("z", ElementType.INT16, new long[0], 0)).node("QuantizeLinear", "q", "x", "s",
				"z").domain("com.microsoft").node("DequantizeLinear", "y", "q", "s", "z").domain("com.microsoft").output("y", 1,
					4).read(folder)).getMessage();
		assertTrue(message.contains("int16"), message);
	}
}
