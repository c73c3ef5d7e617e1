package io.github.fijiray.onnx.gradient.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto;

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

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The modified backward rules: exact numbers on models small enough to work out by hand, and what is conserved. */
class RuleSetTest {

	/** A 4 × 4 image of 0 … 15: the sums of its 3 × 3 windows are 45, 54, 81 and 90. */
	private static final NdArray RAMP = NdArray.of(new int[] { 1, 1, 4, 4 }, i -> 4 * i[2] + i[3]);

	@TempDir
	Path folder;

	/**
	 * Two channels of window sums, minus 50 and minus 75, rectified: 0, 4, 31, 40 and 0, 0, 6, 15. Each class adds the first
	 * five of these and subtracts the other three: 75 - 21 = 54.
	 */
	private static Models toy() {
		float[] rows = new float[32];
		for (int i = 0; i < rows.length; i++)
			rows[i] = i % 8 < 5 ? 1 : -1;
		return Models.input("x", -1, 1, 4, 4).initializer(ones("w", 2, 1, 3, 3)).initializer(TensorData.floats("b", new long[] {
			2 }, -50, -75)).node("Conv", "sums", "x", "w", "b").node("Relu", "a", "sums").node("Flatten", "flat", "a")
			.initializer(TensorData.floats("rows", new long[] { 4, 8 }, rows)).node("Gemm", "added", "flat", "rows").with(
				"transB", 1).node("Relu", "y", "added").output("y", -1, 4);
	}

	private static TensorProto ones(String name, long... dims) {
		float[] ones = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
		Arrays.fill(ones, 1);
		return TensorData.floats(name, dims, ones);
	}

	private NdArray attribution(RuleSet rules, Models written, NdArray x, String source, double... seed)
		throws Exception
	{
		OnnxModel model = written.read(folder);
		int[] two = x.shape().clone();
		two[0] = 2;
		Shapes shapes = InterpretedShapes.of(model, Map.of("x", x), Map.of("x", x.map(v -> 1.5 * v + 0.1)), Map.of("x", NdArray
			.of(two, i -> 0.3 * i[0] + i[1])));
		TrainingGraph graph = Differentiator.of(model, shapes, rules).differentiate(model.outputs().get(0).name(), List.of(
			source));
		NdArray seeds = new NdArray(new int[] { 1, graph.classes() }, Arrays.copyOf(seed, graph.classes()));
		return Interpreter.run(graph.proto(), Map.of("x", x, graph.seed(), seeds)).get(graph.gradient(source));
	}

	private static NdArray vector(double... values) {
		return new NdArray(new int[] { 1, values.length }, values);
	}


	@Test
	void guidedBackpropagationPassesWhatIsPositiveThroughWhatIsActive() throws Exception {
		assertArrayEquals(new double[] { 0, 1, 1, 1, 1, 3, 3, 2, 1, 3, 3, 2, 1, 2, 2, 1 }, attribution(RuleSet.guided(), toy(),
			RAMP, "x", 1).data());
	}

	@Test
	void deconvolutionPassesWhatIsPositiveThroughAllRectifiers() throws Exception {
		assertArrayEquals(new double[] { 2, 3, 3, 1, 3, 5, 5, 2, 3, 5, 5, 2, 1, 2, 2, 1 }, attribution(RuleSet.deconvnet(),
			toy(), RAMP, "x", 1).data());
	}

	@Test
	void gradientOfTheSameModelHasTheNegativePartsToo() throws Exception {
		assertArrayEquals(new double[] { 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0 }, attribution(RuleSet.gradient(),
			toy(), RAMP, "x", 1).data());
	}

	@Test
	void excitationIsSharedInProportionToPositiveWeightTimesValue() throws Exception {
		double[] atActivation = { 0, 4 / 75.0, 31 / 75.0, 40 / 75.0, 0, 0, 0, 0 };
		assertArrayEquals(atActivation, attribution(RuleSet.excitation(), toy(), RAMP, "a", 1).data(), 1e-12);

		double[] windows = { 45, 54, 81, 90 };
		NdArray expected = NdArray.of(RAMP.shape(), i -> IntStream.range(0, 4).filter(w -> i[2] - w / 2 >= 0 && i[2] - w /
			2 < 3 && i[3] - w % 2 >= 0 && i[3] - w % 2 < 3).mapToDouble(w -> RAMP.get(i) * atActivation[w] / windows[w]).sum());
		assertArrayEquals(expected.data(), attribution(RuleSet.excitation(), toy(), RAMP, "x", 1).data(), 1e-12);
		assertEquals(1, DoubleStream.of(expected.data()).sum(), 1e-12);
	}

	@Test
	void excitationAgainstALinearNodeTakesItsNegativeWeights() throws Exception {
		assertArrayEquals(new double[] { 0, 0, 0, 0, 0, 0, 6 / 21.0, 15 / 21.0 }, attribution(RuleSet.excitationAgainst(
			"added"), toy(), RAMP, "a", 1).data(), 1e-12);
	}

	@Test
	void excitationOfNothingIsNothing() throws Exception {
		assertArrayEquals(new double[16], attribution(RuleSet.excitation(), toy(), RAMP.map(v -> 0), "x", 1).data());
	}

	/** The arguments -2, 1, 3 and 8, of which the last is above the upper bound of ReLU6; seeds 5, -5, 5, 5. */
	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"Relu; 0 0 5 5; 5 0 5 5", //
		"LeakyRelu; 0 0 5 5; 5 0 5 5", //
		"ThresholdedRelu; 0 0 5 5; 5 0 5 5", //
		"Elu; 0 0 5 5; 5 0 5 5", //
		"Celu; 0 0 5 5; 5 0 5 5", //
		"HardSwish; 0 0 5 5; 5 0 5 5", //
		"Abs; -5 -5 5 5; -5 -5 5 5" })
	void rectifiersOfEveryKind(String operator, String guided, String deconvnet) throws Exception {
		Models model = Models.input("x", -1, 4).node(operator, "y", "x").output("y", -1, 4);
		assertRectified(model, guided, deconvnet, 1e-6);
	}

	@Test
	void clipFromZeroIsARectifier() throws Exception {
		Models clip = Models.input("x", -1, 4).initializer(TensorData.floats("0", new long[0], 0)).initializer(TensorData
			.floats("6", new long[0], 6));
		assertRectified(clip.node("Clip", "y", "x", "0", "6").output("y", -1, 4), "0 0 5 0", "5 0 5 5", 0);
		Models max = Models.input("x", -1, 4).initializer(TensorData.floats("0", new long[0], 0));
		assertRectified(max.node("Max", "y", "x", "0").output("y", -1, 4), "0 0 5 5", "5 0 5 5", 0);
	}

	@Test
	void clipFromElsewhereIsNone() throws Exception {
		Models clip = Models.input("x", -1, 4).initializer(TensorData.floats("-1", new long[0], -1)).initializer(TensorData
			.floats("6", new long[0], 6));
		assertRectified(clip.node("Clip", "y", "x", "-1", "6").output("y", -1, 4), "0 -5 5 0", "0 -5 5 0", 0);
	}

	@Test
	void slopesOfAParametricReluAreNoValue() throws Exception {
		Models prelu = Models.input("x", -1, 4).initializer(TensorData.floats("slope", new long[] { 4 }, .1f, .2f, .3f, .4f));
		assertRectified(prelu.node("PRelu", "y", "x", "slope").output("y", -1, 4), "0 0 5 5", "5 0 5 5", 0);
	}

	/** HardSwish as the product of x with Clip(x + 3, 0, 6) / 6: the Clip belongs to the gate. */
	@Test
	void valueTimesItsOwnGateIsARectifier() throws Exception {
		Models written = Models.input("x", -1, 4).initializer(TensorData.floats("0", new long[0], 0)).initializer(TensorData
			.floats("3", new long[0], 3)).initializer(TensorData.floats("6", new long[0], 6)).node("Add", "shifted", "x", "3").node(
				"Clip", "clipped", "shifted", "0", "6").node("Mul", "product", "x", "clipped").node("Div", "y", "product", "6")
			.output("y", -1, 4);
		assertRectified(written, "0 0 5 5", "0.833333 0 0.833333 0.833333", 1e-6);
	}

	/** x σ(x) at -2, 1, 3, 8 with slopes σ(x) (1 + x (1 - σ(x))). */
	@Test
	void swishIsARectifierInEitherOrder() throws Exception {
		for (String[] factors : new String[][] { { "x", "gate" }, { "gate", "x" } })
			assertRectified(Models.input("x", -1, 4).node("Sigmoid", "gate", "x").node("Mul", "y", factors).output("y", -1, 4),
				"0 0 5.440518 5.011729", "5 0 5 5", 1e-5);
	}

	@Test
	void gateFromElsewhereAndSquareAreNoRectifiers() throws Exception {
		Models excited = Models.input("x", -1, 4).integers("axis", 1).node("ReduceMax", "pooled", "x", "axis").with("keepdims",
			1).node("Sigmoid", "gate", "pooled").node("Mul", "y", "x", "gate").output("y", -1, 4);
		double open = 1 / (1 + Math.exp(-8));
		assertEquals(-5 * open, attribution(RuleSet.guided(), excited, vector(-2, 1, 3, 8), "x", 5, -5, 5, 5).get(0, 1),
			1e-9);
		Models square = Models.input("x", -1, 4).node("Mul", "y", "x", "x").output("y", -1, 4);
		assertRectified(square, "-20 -10 30 80", "-20 -10 30 80", 0);
	}

	/** Each element times the largest one, which passes a Clip from 0: its negative gradient g · x is kept. */
	@Test
	void clipThatIsAFactorIsAGate() throws Exception {
		Models gated = Models.input("x", -1, 4).integers("axis", 1).initializer(TensorData.floats("0", new long[0], 0))
			.initializer(TensorData.floats("9", new long[0], 9)).node("ReduceMax", "pooled", "x", "axis").with("keepdims", 1).node(
				"Clip", "gate", "pooled", "0", "9").node("Mul", "y", "x", "gate").output("y", -1, 4);
		for (RuleSet rules : List.of(RuleSet.gradient(), RuleSet.guided(), RuleSet.deconvnet()))
			assertArrayEquals(new double[] { 40, -40, -40, -40 - 70 }, attribution(rules, gated, vector(-2, 1, 3, 8), "x", 5, -5,
				-5, -5).data(), rules.name());
	}

	private void assertRectified(Models model, String guided, String deconvnet, double tolerance) throws Exception {
		assertRectified(RuleSet.guided(), model, guided, tolerance);
		assertRectified(RuleSet.deconvnet(), model, deconvnet, tolerance);
	}

	private void assertRectified(RuleSet rules, Models model, String expected, double tolerance) throws Exception {
		double[] found = attribution(rules, model, vector(-2, 1, 3, 8), "x", 5, -5, 5, 5).data();
		assertArrayEquals(Arrays.stream(expected.split(" ")).mapToDouble(Double::parseDouble).toArray(), found, tolerance,
			rules.name() + ": " + Arrays.toString(found));
	}

	/** Convolutions with strides, groups and pads, pools, a branch, a sum, BatchNorm, a mean and two matrix products. */
	private static Models positiveNetwork() {
		Random random = new Random(3);
		return Models.input("x", -1, 2, 9, 9).initializer(positive(random, "w1", 4, 2, 3, 3)).node("Conv", "c1", "x", "w1")
			.with("pads", new long[] { 1, 1, 1, 1 }).initializer(positive(random, "scale", 4)).initializer(positive(random,
				"shift", 4)).initializer(positive(random, "mean", 4)).initializer(positive(random, "variance", 4)).node(
					"BatchNormalization", "n1", "c1", "scale", "shift", "mean", "variance").node("Relu", "a1", "n1").node("MaxPool",
						"p1", "a1").with("kernel_shape", new long[] { 3, 3 }).with("strides", new long[] { 2, 2 }).initializer(
							positive(random, "w2", 4, 2, 3, 3)).node("Conv", "c2", "p1", "w2").with("group", 2).with("pads", new long[] { 1,
								1, 1, 1 }).node("AveragePool", "p2", "p1").with("kernel_shape", new long[] { 3, 3 }).with("pads",
									new long[] { 1, 1, 1, 1 }).node("Add", "s", "c2", "p2").node("Concat", "joined", "s", "p1").with("axis", 1)
			.node("GlobalAveragePool", "pooled", "joined").node("Flatten", "flat", "pooled").initializer(positive(random, "w3",
				8, 5)).node("MatMul", "hidden", "flat", "w3").initializer(positive(random, "bias", 5)).node("Add", "biased",
					"hidden", "bias").initializer(positive(random, "w4", 5, 3)).node("Gemm", "y", "biased", "w4").output("y", -1, 3);
	}

	private static TensorProto positive(Random random, String name, long... dims) {
		float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
		for (int i = 0; i < values.length; i++)
			values[i] = 0.1f + random.nextFloat();
		return TensorData.floats(name, dims, values);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "a1", "p1", "joined", "flat" })
	void excitationIsConserved(String layer) throws Exception {
		NdArray image = NdArray.of(new int[] { 1, 2, 9, 9 }, i -> 1 + Math.sin(i[1] + 3 * i[2] + 5 * i[3]));
		NdArray excitation = attribution(RuleSet.excitation(), positiveNetwork(), image, layer, 0.25, 0.5, 0.25);
		assertTrue(Arrays.stream(excitation.data()).allMatch(p -> p >= 0));
		assertEquals(1, DoubleStream.of(excitation.data()).sum(), 1e-8);
	}

	@Test
	void excitationOfATermIsItsShareOfTheSumEvenIfOnlyItIsAsked() throws Exception {
		Models model = Models.input("x", -1, 2).node("Relu", "a", "x").node("Exp", "other", "x").node("Add", "y", "a", "other")
			.output("y", -1, 2);
		assertArrayEquals(new double[] { 2 / (2 + Math.exp(2)), 0 }, attribution(RuleSet.excitation(), model, vector(2, 3), "a",
			1).data(), 1e-12);
	}

	@Test
	void excitationOfAMatrixProductTakesThePositiveWeights() throws Exception {
		Models model = Models.input("x", -1, 2).initializer(TensorData.floats("w", new long[] { 2, 1 }, 3, -1));
		assertArrayEquals(new double[] { 1, 0 }, attribution(RuleSet.excitation(), model.node("Gemm", "y", "x", "w").output(
			"y", -1, 1), vector(2, 5), "x", 1).data());
		Models negative = Models.input("x", -1, 2).initializer(TensorData.floats("w", new long[] { 2, 1 }, 3, -1));
		assertArrayEquals(new double[] { 0, 1 }, attribution(RuleSet.excitation(), negative.node("Neg", "minus", "w").node(
			"Gemm", "y", "x", "minus").output("y", -1, 1), vector(2, 5), "x", 1).data());
	}

	@Test
	void excitationRefusesWhatItHasNoMeaningForByName() {
		String message = assertThrows(ModelException.class, () -> attribution(RuleSet.excitation(), Models.input("x", -1, 2).node(
			"Exp", "grown", "x").node("Softmax", "squashed", "grown").output("squashed", -1, 2), vector(1, 2), "x", 1))
			.getMessage();
		assertTrue(message.contains("'grown': operator Exp") && message.contains("'squashed': operator Softmax"), message);
		assertTrue(message.contains("'excitation'"), message);

		String product = assertThrows(ModelException.class, () -> attribution(RuleSet.excitation(), Models.input("x", -1, 2)
			.node("Relu", "a", "x").node("Mul", "squared", "a", "x").output("squared", -1, 2), vector(1, 2), "x", 1))
			.getMessage();
		assertTrue(product.contains("'squared': operator Mul") && product.contains("two tensors"), product);
	}
}
