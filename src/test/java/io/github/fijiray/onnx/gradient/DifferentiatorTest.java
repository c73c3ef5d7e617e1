package io.github.fijiray.onnx.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.NodeProto;

import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.InterpretedShapes;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.gradient.rule.RuleCase;
import io.github.fijiray.onnx.gradient.rule.RuleCases;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.gradient.rule.RuleTable;
import io.github.fijiray.onnx.model.OnnxModel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DifferentiatorTest {

	@TempDir
	Path folder;

	private static Shapes shapes(OnnxModel model, int... imageShape) {
		int[] two = imageShape.clone();
		two[0] = 2;
		return InterpretedShapes.of(model, Map.of("x", ramp(imageShape)), Map.of("x", ramp(imageShape).map(v -> -2 * v)), Map
			.of("x", ramp(two)));
	}

	private static NdArray ramp(int... shape) {
		return NdArray.of(shape, i -> 1 + 0.5 * i[i.length - 1] + i[0]);
	}

	private static NdArray gradient(OnnxModel model, String scores, NdArray x, double... seed) throws ModelException {
		int[] single = x.shape().clone();
		single[0] = 1;
		TrainingGraph graph = Differentiator.of(model, shapes(model, single), RuleSet.gradient()).differentiate(scores, List
			.of("x"));
		NdArray seeds = new NdArray(new int[] { x.dim(0), graph.classes() }, seed);
		return Interpreter.run(graph.proto(), Map.of("x", x, graph.seed(), seeds)).get(graph.gradient("x"));
	}

	@Test
	void sumsWhatSeveralConsumersContribute() throws Exception {
		OnnxModel model = Models.input("x", -1, 2).node("Mul", "a", "x", "x").node("Add", "b", "a", "x").node("Sum", "y", "b",
			"x", "a").output("y", -1, 2).read(folder);
		NdArray x = new NdArray(new int[] { 1, 2 }, new double[] { 3, -1 });
		assertArrayEquals(new double[] { 4 * 3 + 2, 10 * (4 * -1 + 2) }, gradient(model, "y", x, 1, 10).data(), 1e-12);
	}

	@Test
	void firstOfEqualPixelsGetsTheGradientOfAMaxPool() throws Exception {
		OnnxModel model = Models.input("x", -1, 1, 3, 3).node("MaxPool", "p", "x").with("kernel_shape", new long[] { 2, 2 })
			.node("Flatten", "y", "p").output("y", -1, 4).read(folder);
		NdArray flat = NdArray.of(new int[] { 2, 1, 3, 3 }, i -> 7);
		assertArrayEquals(new double[] { 1, 2, 0, 3, 4, 0, 0, 0, 0, 5, 6, 0, 7, 8, 0, 0, 0, 0 }, gradient(model, "y", flat, 1,
			2, 3, 4, 5, 6, 7, 8).data());
	}

	@Test
	void reluPassesNothingAtZero() throws Exception {
		OnnxModel model = Models.input("x", -1, 3).node("Relu", "y", "x").output("y", -1, 3).read(folder);
		NdArray x = new NdArray(new int[] { 1, 3 }, new double[] { -1, 0, 1 });
		assertArrayEquals(new double[] { 0, 0, 5 }, gradient(model, "y", x, 5, 5, 5).data());
	}

	@ParameterizedTest
	@ValueSource(strings = { "ReduceL2", "ReduceL1", "LpNormalization", "GlobalLpPool", "ReduceProd", "Abs" })
	void nothingPassesWhereAllIsZero(String operator) throws Exception {
		OnnxModel model = Models.input("x", -1, 1, 3).node(operator, "r", "x").node("Flatten", "y", "r").output("y", -1, -1)
			.read(folder);
		if (operator.startsWith("Reduce")) model = Models.input("x", -1, 1, 3).integers("axes", 2).node(operator, "r", "x",
			"axes").node("Flatten", "y", "r").output("y", -1, -1).read(folder);
		double[] seed = operator.startsWith("Reduce") || operator.startsWith("Global") ? new double[] { 1 } : new double[] { 1,
			2, 3 };
		assertArrayEquals(new double[3], gradient(model, "y", NdArray.of(new int[] { 1, 1, 3 }, i -> 0), seed).data());
	}

	@Test
	void productWithOneZeroHasAGradientThere() throws Exception {
		OnnxModel model = Models.input("x", -1, 3).integers("axes", 1).node("ReduceProd", "y", "x", "axes").output("y", -1, 1)
			.read(folder);
		NdArray x = new NdArray(new int[] { 2, 3 }, new double[] { 2, 0, 5, 0, 0, 5 });
		assertArrayEquals(new double[] { 0, 10, 0, 0, 0, 0 }, gradient(model, "y", x, 1, 1).data());
	}

	static Stream<String> refused() {
		return RuleSet.gradient().operators().stream().filter(o -> RuleSet.gradient().of(o) instanceof RuleTable.Refusal)
			.sorted();
	}

	@ParameterizedTest
	@MethodSource("refused")
	void refusesWithAReason(String qualified) throws Exception {
		String operator = qualified.replaceAll(".*\\.", "");
		String domain = qualified.substring(0, Math.max(0, qualified.length() - operator.length() - 1));
		OnnxModel model = Models.input("x", -1, 2).node(operator, "chosen", "x").domain(domain).node("Relu", "y", "chosen").output("y", -1,
			2).read(folder);
		Map<String, ElementType> types = Map.of("x", ElementType.FLOAT, "y", ElementType.FLOAT, "chosen", ElementType.FLOAT);
		Map<String, Dims> dims = Map.of("x", Dims.batched(1, 2), "y", Dims.batched(1, 2), "chosen", Dims.batched(1, 2));
		String message = assertThrows(ModelException.class, () -> Differentiator.of(model, new Shapes(types, dims, Map.of()),
			RuleSet.gradient()).differentiate("y", List.of("x"))).getMessage();
		assertTrue(message.contains("'chosen': operator " + operator), message);
		assertTrue(message.contains(((RuleTable.Refusal) RuleSet.gradient().of(qualified)).reason()), message);
	}

	@Test
	void refusesToResizeWithOneScaleForAllAxes() throws Exception {
		OnnxModel model = Models.input("x", -1, 2, 3).integers("size", 5, 7).node("Resize", "y", "x", "", "", "size").with("axes",
			new long[] { 1, 2 }).with("mode", "linear").with("keep_aspect_ratio_policy", "not_smaller").output("y", -1, 5, 8)
			.read(folder);
		Map<String, ElementType> types = Map.of("x", ElementType.FLOAT, "y", ElementType.FLOAT, "size", ElementType.INT64);
		Map<String, Dims> dims = Map.of("x", Dims.batched(1, 2, 3), "y", Dims.batched(1, 5, 8), "size", Dims.fixed(2));
		String message = assertThrows(ModelException.class, () -> Differentiator.of(model, new Shapes(types, dims, Map.of()),
			RuleSet.gradient()).differentiate(Target.channelMeans("y", 1), List.of("x"))).getMessage();
		assertTrue(message.contains("keep_aspect_ratio_policy"), message);
	}

	@Test
	void aStandardOperatorWithoutARuleIsNotToBeReplacedByStandardOnes() throws Exception {
		OnnxModel model = Models.input("x", -1, 2).node("DFT", "y", "x").output("y", -1, 2).read(folder);
		String message = assertThrows(ModelException.class, () -> Differentiator.of(model, new Shapes(Map.of("x",
			ElementType.FLOAT, "y", ElementType.FLOAT), Map.of("x", Dims.batched(1, 2), "y", Dims.batched(1, 2)), Map.of()),
			RuleSet.gradient()).differentiate("y", List.of("x"))).getMessage();
		assertTrue(message.contains("with other operators"), message);
	}

	@Test
	void differentiatesForSeveralTensorsAtOnce() throws Exception {
		OnnxModel model = Models.input("x", -1, 2).node("Exp", "a", "x").node("Neg", "y", "a").output("y", -1, 2).read(
			folder);
		TrainingGraph graph = Differentiator.of(model, shapes(model, 1, 2), RuleSet.gradient()).differentiate("y", List.of(
			"x", "a"));
		NdArray x = new NdArray(new int[] { 1, 2 }, new double[] { 0, Math.log(2) });
		Map<String, NdArray> values = Interpreter.run(graph.proto(), Map.of("x", x, graph.seed(), x.map(v -> 1)));
		assertArrayEquals(new double[] { -1, -2 }, values.get(graph.gradient("x")).data(), 1e-12);
		assertArrayEquals(new double[] { -1, -1 }, values.get(graph.gradient("a")).data(), 1e-12);
	}

	@Test
	void differentiatesVeryLongChains() throws Exception {
		Models chain = Models.input("t0", -1, 2);
		Map<String, ElementType> types = new HashMap<>(Map.of("t0", ElementType.FLOAT));
		Map<String, Dims> dims = new HashMap<>(Map.of("t0", Dims.batched(1, 2)));
		int length = 100_000;
		for (int i = 1; i <= length; i++) {
			chain.node("Relu", "t" + i, "t" + (i - 1));
			types.put("t" + i, ElementType.FLOAT);
			dims.put("t" + i, Dims.batched(1, 2));
		}
		OnnxModel model = chain.output("t" + length, -1, 2).read(folder);
		TrainingGraph graph = Differentiator.of(model, new Shapes(types, dims, Map.of()), RuleSet.gradient()).differentiate(
			"t" + length, List.of("t0"));
		assertTrue(graph.operators().get("Mul") == length, graph.operators().toString());
	}

	@Test
	void keepsOnlyWhatTheScoresNeed() throws Exception {
		OnnxModel model = Models.input("x", -1, 2).node("Relu", "logits", "x").node("Softmax", "p", "logits").output("p", -1,
			2).read(folder);
		TrainingGraph graph = Differentiator.of(model, shapes(model, 1, 2), RuleSet.gradient()).differentiate("logits", List
			.of("x"));
		assertFalse(graph.operators().containsKey("Softmax"));
	}

	@Test
	void namesEveryNodeWithoutRuleAtOnce() throws Exception {
		OnnxModel model = Models.input("x", -1, 2).node("Strange", "a", "x").domain("my.lab").node("Relu", "b", "a").node(
			"Odd", "c", "b").domain("my.lab").node("Odd", "unused", "x").domain("my.lab").output("c", -1, 2).read(folder);
		Shapes shapes = shapes(Models.input("x", -1, 2).node("Relu", "a", "x").node("Relu", "b", "a").node("Relu", "c", "b")
			.output("c", -1, 2).read(Files.createDirectory(folder.resolve("plain"))), 1, 2);
		String message = assertThrows(ModelException.class, () -> Differentiator.of(model, shapes, RuleSet.gradient())
			.differentiate("c", List.of("x"))).getMessage();
		assertTrue(message.contains("'a': operator Strange of domain my.lab, opset 1"), message);
		assertTrue(message.contains("'c': operator Odd of domain my.lab, opset 1"), message);
		assertFalse(message.contains("unused"), message);
	}

	@Test
	void refusesScoresThatDoNotDependOnTheImage() throws Exception {
		OnnxModel model = Models.input("x", -1, 2).node("Floor", "y", "x").output("y", -1, 2).read(folder);
		String message = assertThrows(ModelException.class, () -> gradient(model, "y", ramp(1, 2), 1, 1)).getMessage();
		assertTrue(message.contains("do not depend"), message);
	}

	@Test
	void writesStandardOperatorsOnly() throws Exception {
		for (RuleCase tested : RuleCases.all().filter(c -> !c.isConstant()).toList()) {
			Path file = Files.write(folder.resolve("case.onnx"), tested.model().toByteArray());
			OnnxModel model = OnnxModel.read(file);
			Shapes shapes = InterpretedShapes.of(model, tested.values(1, 3), tested.values(1, 4), tested.values(2, 5));
			TrainingGraph graph = Differentiator.of(model, shapes, RuleSet.gradient()).differentiate("scores", tested
				.sources());
			assertTrue(graph.proto().getGraph().getNodeList().stream().map(NodeProto::getDomain).allMatch(String::isEmpty),
				tested.toString());
		}
	}

	@Test
	void savesUnderTheFinalNameOnly() throws Exception {
		OnnxModel model = Models.input("x", -1, 2).node("Relu", "y", "x").output("y", -1, 2).read(folder);
		TrainingGraph graph = Differentiator.of(model, shapes(model, 1, 2), RuleSet.gradient()).differentiate("y", List.of(
			"x"));
		graph.save(folder.resolve("training.onnx"));
		assertEquals(2, OnnxModel.read(folder.resolve("training.onnx")).outputs().size());
		try (Stream<Path> files = Files.list(folder)) {
			assertEquals(2, files.count());
		}
	}
}
