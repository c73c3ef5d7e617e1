package io.github.fijiray.onnx.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.onnx.InterpretedShapes;
import io.github.fijiray.onnx.Interpreter;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.NdArray;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.model.OnnxModel;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets other than class scores, on a = x², b = 2 a, scores = Σ b over space. */
class TargetTest {

	private static final NdArray IMAGES = NdArray.of(new int[] { 2, 2, 2, 3 }, i -> 1 + 100 * i[0] + 10 * i[1] + 3 * i[2] +
		i[3]);

	@TempDir
	Path folder;

	private OnnxModel model;
	private Shapes shapes;

	@BeforeEach
	void readModel() throws Exception {
		model = Models.input("x", -1, 2, 2, 3).integers("space", 2, 3).node("Mul", "a", "x", "x").node("Add", "b", "a", "a")
			.node("ReduceSum", "scores", "b", "space").with("keepdims", 0).output("scores", -1, 2).read(folder);
		NdArray one = NdArray.of(new int[] { 1, 2, 2, 3 }, IMAGES::get);
		shapes = InterpretedShapes.of(model, Map.of("x", one), Map.of("x", one.map(v -> -v)), Map.of("x", IMAGES));
	}

	private Map<String, NdArray> run(TrainingGraph graph, double... seed) {
		NdArray seeds = NdArray.of(new int[] { 2, graph.classes() }, i -> seed[i[0] * graph.classes() + i[1]]);
		return Interpreter.run(graph.proto(), Map.of("x", IMAGES, graph.seed(), seeds));
	}

	private TrainingGraph differentiate(Target target, String... sources) throws ModelException {
		return Differentiator.of(model, shapes, RuleSet.gradient()).differentiate(target, List.of(sources));
	}

	@Test
	void oneElementOfAnIntermediateTensor() throws Exception {
		TrainingGraph graph = differentiate(Target.elements("a"), "x");
		assertEquals(12, graph.classes());
		double[] seed = new double[24];
		seed[7] = 1;
		seed[12 + 11] = 2;
		Map<String, NdArray> values = run(graph, seed);
		double[] expected = new double[24];
		expected[7] = 2 * IMAGES.data()[7];
		expected[23] = 4 * IMAGES.data()[23];
		assertArrayEquals(expected, values.get(graph.gradient("x")).data());
		assertArrayEquals(IMAGES.map(v -> v * v).data(), values.get(graph.scores()).data());
	}

	@Test
	void spatialMeanOfAChannel() throws Exception {
		TrainingGraph graph = differentiate(Target.channelMeans("a", 1), "x");
		assertEquals(2, graph.classes());
		Map<String, NdArray> values = run(graph, 0, 1, 3, 0);
		assertEquals((1 + 4 + 9 + 16 + 25 + 36) / 6.0, values.get(graph.scores()).get(0, 0));
		double[] expected = NdArray.of(IMAGES.shape(), i -> i[0] == 0 && i[1] == 1 ? IMAGES.get(i) / 3 : i[0] == 1 &&
			i[1] == 0 ? IMAGES.get(i) : 0).data();
		assertArrayEquals(expected, values.get(graph.gradient("x")).data(), 1e-5);
	}

	@Test
	void channelsMayBeTheLastAxis() throws Exception {
		TrainingGraph graph = differentiate(Target.channelMeans("b", 3), "a");
		assertEquals(3, graph.classes());
		double[] expected = NdArray.of(IMAGES.shape(), i -> i[0] == 0 && i[3] == 2 ? 0.5 : 0).data();
		assertArrayEquals(expected, run(graph, 0, 0, 1, 0, 0, 0).get(graph.gradient("a")).data(), 1e-7);
	}

	@Test
	void gradientsForTheInputAndIntermediateTensorsAtOnce() throws Exception {
		TrainingGraph graph = differentiate(Target.elements("scores"), "x", "a", "b");
		Map<String, NdArray> values = run(graph, 1, 1, 1, 1);
		assertArrayEquals(IMAGES.map(v -> 4 * v).data(), values.get(graph.gradient("x")).data());
		assertArrayEquals(IMAGES.map(v -> 2).data(), values.get(graph.gradient("a")).data());
		assertArrayEquals(IMAGES.map(v -> 1).data(), values.get(graph.gradient("b")).data());
		assertEquals(List.of("gradient_a", "gradient_b", "gradient_x"), graph.gradients().values().stream().sorted()
			.toList());
	}

	@Test
	void whatDoesNotDependOnTheSourceIsRefused() {
		String weights = assertThrows(ModelException.class, () -> differentiate(Target.elements("space"), "x")).getMessage();
		assertTrue(weights.contains("'space'") && weights.contains("do not depend"), weights);
		String axis = assertThrows(ModelException.class, () -> differentiate(Target.channelMeans("scores", 2), "x"))
			.getMessage();
		assertTrue(axis.contains("'scores'") && axis.contains("no channels"), axis);
		String later = assertThrows(ModelException.class, () -> differentiate(Target.elements("a"), "b")).getMessage();
		assertTrue(later.contains("'a'") && later.contains("'b'") && later.contains("do not depend"), later);
	}
}
