package io.github.fijiray.attribution.map.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.layer.Layer;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods that pass a score back, on networks whose maps were worked out by hand. */
class BackwardMethodsTest {

	@TempDir
	Path folder;

	@Test
	void gradCamWeighsTheChannelsOfTheRectifierWithTheMeanOfTheirGradient() throws Exception {
		assertArrayEquals(new float[] { 0, 4, 28, 32.5f }, mapOf(new GradCam()).values());
		assertArrayEquals(new float[] { 0, 4, 28, 32.5f }, mapOf(new GradCam()).with(Sign.POSITIVE).values());
	}

	@Test
	void gradCamPlusPlusWeighsPlacesToo() throws Exception {
		// Channel 0: A = 0 4 31 40, g = 1: α = 1 / (2 + 75), so that the weight is 4 / 77. Channel 1: A = 0 0 6 15, of which
		// only the first place has a positive gradient: α = 1 / (2 + 21).
		float first = 4 / 77f, second = 1 / 23f;
		assertArrayEquals(new float[] { 0, 4 * first, 31 * first + 6 * second, 40 * first + 15 * second }, mapOf(
			new GradCamPlusPlus()).values(), 1e-5f);
	}

	@Test
	void linearApproximationIsActivationTimesGradient() throws Exception {
		assertArrayEquals(new float[] { 0, 4, 31 - 6, 40 - 15 }, mapOf(new LinearApproximation()).values());
	}

	@Test
	void gradientIsThatOfTheScore() throws Exception {
		// Active are places 1 to 3 of channel 0 with +1, and 2 and 3 of channel 1 with -1.
		assertArrayEquals(new float[] { 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0 }, mapOf(new Gradient()).values());
	}

	@Test
	void guidedBackpropPassesWhatIsPositiveAndActive() throws Exception {
		assertArrayEquals(new float[] { 0, 1, 1, 1, 1, 3, 3, 2, 1, 3, 3, 2, 1, 2, 2, 1 }, mapOf(new GuidedBackprop())
			.values());
	}

	@Test
	void deconvnetPassesWhatIsPositiveWhereverItIsActive() throws Exception {
		// Four places of channel 0 and the first of channel 1 pass 1, active or not.
		assertArrayEquals(new float[] { 2, 3, 3, 1, 3, 5, 5, 2, 3, 5, 5, 2, 1, 2, 2, 1 }, mapOf(new Deconvnet()).values());
	}

	/** Channel 0 is 0, 4, 31 and 35, cut off there: the gradient of the last place is 0. */
	@Test
	void guidedBackpropTreatsClipAsARectifier() throws Exception {
		Path file = ToyNetwork.oneConvolution(folder, "Clip", "zero", "limit");
		assertArrayEquals(new float[] { 0, 1, 1, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 1, 1, 0 }, mapOf(file, new GuidedBackprop())
			.values());
	}

	@Test
	void deconvnetTreatsClipAsARectifier() throws Exception {
		Path file = ToyNetwork.oneConvolution(folder, "Clip", "zero", "limit");
		assertArrayEquals(new float[] { 2, 3, 3, 1, 3, 5, 5, 2, 3, 5, 5, 2, 1, 2, 2, 1 }, mapOf(file, new Deconvnet())
			.values());
	}

	@Test
	void excitationIsConservedWhereNothingIsNegative() throws Exception {
		try (Classifier classifier = ToyNetwork.open(ToyNetwork.positive(folder))) {
			for (String layer : new String[] { "r1", "r2" })
				assertEquals(1, sum(new ExcitationBackprop().explain(at(layer, ToyNetwork.counting(classifier)))), 1e-6);
		}
	}

	@Test
	void excitationFollowsActivationTimesPositiveWeight() throws Exception {
		try (Classifier classifier = ToyNetwork.open(ToyNetwork.positive(folder))) {
			// Score 0 has the weights 2 and -1: only channel 0 of r2 is on its way, in proportion to the pixel i of 0 … 15.
			float[] values = new ExcitationBackprop().explain(at("r2", ToyNetwork.counting(classifier))).values();
			for (int i = 0; i < values.length; i++)
				assertEquals(i / 120f, values[i], 1e-6f);
		}
	}

	@Test
	void contrastiveIsExcitationLessContrast() throws Exception {
		Path file = ToyNetwork.oneConvolution(folder, "Relu");
		// Of the activations 0 4 31 40 0 | 0 6 15 the first five have the weight 1, the others -1.
		float[] excitation = { 0, 4 / 75f, 31 / 75f, 40 / 75f };
		float[] contrast = { 0, 0, 6 / 21f, 15 / 21f };
		float[] difference = new float[4];
		for (int i = 0; i < difference.length; i++)
			difference[i] = excitation[i] - contrast[i];
		assertArrayEquals(excitation, mapOf(file, new ExcitationBackprop()).values(), 1e-6f);
		assertArrayEquals(difference, mapOf(file, new ContrastiveExcitation()).values(), 1e-6f);
	}

	/** As in SqueezeNet: the weights of the classes are a convolution, behind which each class has a channel of its own. */
	@Test
	void contrastiveTakesALayerBeforeTheWeightsOfTheClasses() throws Exception {
		Path file = Models.input("image", 1, 1, 4, 4).initializer(TensorData.floats("first", new long[] { 2, 1, 1, 1 }, 1, 2))
			.initializer(TensorData.floats("classes", new long[] { 2, 2, 1, 1 }, 3, -1, -2, 1)).node("Conv", "conv", "image",
				"first").node("Relu", "features", "conv").node("Conv", "maps", "features", "classes").node("Relu", "last", "maps")
			.node("GlobalAveragePool", "mean", "last").node("Flatten", "scores", "mean").output("scores", 1, 2).write(folder
				.resolve("fully.onnx"));
		try (Classifier classifier = ToyNetwork.open(file)) {
			AttributionContext context = ToyNetwork.counting(classifier);
			assertEquals("features", context.layerFor(new ContrastiveExcitation()).name());
			assertEquals("last", context.layerFor(new GradCam()).name());
			IllegalArgumentException problem = assertThrows(IllegalArgumentException.class, () -> new ContrastiveExcitation()
				.explain(at("last", context)));
			assertTrue(problem.getMessage().contains("'last'"), problem.getMessage());
		}
	}

	@Test
	void oneClassifierServesEveryMethodAndLayerAgainAndAgain() throws Exception {
		try (Classifier classifier = ToyNetwork.open(ToyNetwork.positive(folder))) {
			AttributionContext context = ToyNetwork.counting(classifier);
			float[] before = new GradCam().explain(at("r2", context)).values();
			new GuidedBackprop().explain(context);
			new LinearApproximation().explain(at("r1", context));
			assertArrayEquals(before, new GradCam().explain(at("r2", context)).values());
		}
	}

	@Test
	void closedClassifierIsNotReopened() throws Exception {
		Classifier classifier = ToyNetwork.open(ToyNetwork.positive(folder));
		AttributionContext context = ToyNetwork.counting(classifier);
		new GradCam().explain(context);
		classifier.close();
		assertThrows(IllegalStateException.class, () -> new GradCam().explain(context));
	}

	@Test
	void operatorWithoutARuleStandsInTheWayOfWhatLiesBeforeItOnly() throws Exception {
		Path file = Models.input("image", 1, 1, 4, 4).initializer(TensorData.floats("weights", new long[] { 1, 1, 1, 1 }, 1))
			.initializer(TensorData.floats("rows", new long[] { 2, 16 }, new float[32])).node("Det", "det", "image").node("Mul",
				"scaled", "image", "det").node("Conv", "conv", "scaled", "weights").node("Relu", "rectified", "conv").node("Flatten",
					"flat", "rectified").node("Gemm", "scores", "flat", "rows").with("transB", 1).output("scores", 1, 2).write(folder
						.resolve("blocked.onnx"));
		try (Classifier classifier = ToyNetwork.open(file)) {
			AttributionContext context = ToyNetwork.counting(classifier);
			assertEquals(16, new GradCam().explain(context).values().length);
			ModelException problem = assertThrows(ModelException.class, () -> new Gradient().explain(context));
			assertTrue(problem.getMessage().contains("'det': operator Det"), problem.getMessage());
		}
	}

	private AttributionMap mapOf(AttributionMethod method) throws Exception {
		return mapOf(ToyNetwork.oneConvolution(folder, "Relu"), method);
	}

	private static AttributionMap mapOf(Path file, AttributionMethod method) throws Exception {
		try (Classifier classifier = ToyNetwork.open(file)) {
			return method.explain(at("rectified", ToyNetwork.counting(classifier)));
		}
	}

	private static AttributionContext at(String name, AttributionContext context) throws ModelException {
		Optional<Layer> layer = context.classifier().layers().find(name);
		assertTrue(layer.isPresent());
		return context.with(layer);
	}

	private static double sum(AttributionMap map) {
		double sum = 0;
		for (float value : map.values())
			sum += value;
		return sum;
	}
}
