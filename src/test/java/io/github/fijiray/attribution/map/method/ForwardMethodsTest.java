package io.github.fijiray.attribution.map.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.AttributionMethods;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.TensorData;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Context;
import org.scijava.plugin.PluginService;

/** Methods that score changed images. */
class ForwardMethodsTest {

	@TempDir
	Path folder;

	@Test
	void riseWeighsGivenMasksWithTheProbabilityOfWhatTheyKeep() throws Exception {
		float[][] masks = { wave(1), wave(2), wave(3) };
		try (Classifier classifier = ToyNetwork.open(ToyNetwork.positive(folder))) {
			AttributionContext context = small(classifier);
			float[] expected = new float[16];
			for (float[] mask : masks) {
				float[] masked = context.image().pixels().clone();
				for (int i = 0; i < masked.length; i++)
					masked[i] *= mask[i];
				float[] scores = classifier.scorer(context.image()).scores(masked, 1);
				double probability = 1 / (1 + Math.exp(scores[1] - scores[0]));
				for (int i = 0; i < expected.length; i++)
					expected[i] += (float) (probability * mask[i] / 3 / 0.5);
			}
			assertArrayEquals(expected, new Rise().weigh(context, 3, n -> masks[n]).values(), 1e-5f);
		}
	}

	@Test
	void riseDoesNotDependOnTheBatch() throws Exception {
		try (Classifier classifier = ToyNetwork.open(ToyNetwork.positive(folder))) {
			AttributionContext context = small(classifier).withSeed(3);
			assertArrayEquals(new Rise().explain(context.withBatch(1)).values(), new Rise().explain(context.withBatch(7))
				.values());
		}
	}

	@Test
	void randomMasksKeepTheShareAskedForAtEveryPixel() {
		RandomGrid grid = new RandomGrid(1, 7, 0.3, 20, 30);
		double[] mean = new double[600];
		for (int n = 0; n < 4000; n++) {
			float[] mask = grid.mask(n);
			for (int i = 0; i < mask.length; i++)
				mean[i] += mask[i] / 4000;
		}
		assertEquals(0.3, Arrays.stream(mean).min().orElseThrow(), 0.03);
		assertEquals(0.3, Arrays.stream(mean).max().orElseThrow(), 0.03);
	}

	/** As the whole image is 7 cells wide, and a mask is shifted by up to one cell, its corners lie at any part of a cell. */
	@Test
	void randomMasksAreCellsThatAreShifted() {
		RandomGrid grid = new RandomGrid(1, 7, 0.5, 140, 140);
		double[] corners = new double[20];
		int nearest = 140;
		for (int n = 0; n < 2000; n++) {
			float[] mask = grid.mask(n);
			// Between nodes a line is straight; it bends at most where a node lies, once in 20 pixels.
			int[] bends = IntStream.range(1, 139).filter(x -> Math.abs(mask[x - 1] - 2 * mask[x] + mask[x + 1]) > 1e-4).toArray();
			for (int bend : bends)
				corners[bend % 20]++;
			for (int i = 1; i < bends.length; i++)
				if (bends[i] - bends[i - 1] > 1) nearest = Math.min(nearest, bends[i] - bends[i - 1]);
		}
		assertEquals(19, nearest, "a bend takes up to two pixels, so that 20 pixels leave a distance of 19");
		double mean = Arrays.stream(corners).average().orElseThrow();
		for (double corner : corners)
			assertEquals(mean, corner, 0.2 * mean);
	}

	/** Masks of one seed are no help to guess those of the next. */
	@Test
	void seedsHaveMasksOfTheirOwn() {
		RandomGrid one = new RandomGrid(1, 7, 0.5, 7, 7), next = new RandomGrid(2, 7, 0.5, 7, 7);
		int shifted = 0;
		for (int n = 0; n < 200; n++) {
			float[] mask = one.mask(n), other = next.mask(n);
			double both = 0;
			for (int i = 1; i < mask.length; i++)
				both += (mask[i] - 0.5) * (other[i - 1] - 0.5);
			if (both > 2) shifted++;
		}
		assertTrue(shifted < 20, shifted + " of 200 masks are those of the other seed, moved");
	}

	@Test
	void occlusionOfALinearScoreIsThatOfTheCoveredPixels() throws Exception {
		float[] rows = new float[32];
		for (int i = 0; i < 16; i++)
			rows[i] = i == 5 ? 2 : i == 6 ? -1 : 0;
		Path file = linear(rows, "Flatten");
		try (Classifier classifier = ToyNetwork.open(file)) {
			AttributionContext context = ToyNetwork.counting(classifier);
			Occlusion method = (Occlusion) method("occlusion", Map.of("patch", "1"));
			float[] expected = new float[16];
			expected[5] = 2 * 5;
			expected[6] = -6;
			assertArrayEquals(expected, method.explain(context).values(), 1e-5f);
		}
	}

	/** Of squares of two by two pixels, one step apart, four cover each pixel. */
	@Test
	void occlusionIsTheMeanOverTheSquaresThatCoverAPixel() throws Exception {
		float[] rows = new float[32];
		rows[5] = 1;
		Path file = linear(rows, "Flatten");
		try (Classifier classifier = ToyNetwork.open(file)) {
			float[] values = method("occlusion", Map.of("patch", "2", "stride", "1")).explain(ToyNetwork.counting(classifier))
				.values();
			assertArrayEquals(new float[] { 1.25f, 2.5f, 1.25f, 0, 2.5f, 5, 2.5f, 0, 1.25f, 2.5f, 1.25f, 0, 0, 0, 0, 0 }, values,
				1e-5f);
		}
	}

	@Test
	void methodsWithoutGradientServeModelsThatHaveNone() throws Exception {
		Path file = Models.input("image", -1, 1, 4, 4).initializer(TensorData.floats("weights", new long[] { 1, 1, 1, 1 }, 1))
			.initializer(TensorData.floats("rows", new long[] { 2, 1 }, 1, -1)).node("Conv", "conv", "image", "weights").node("Det",
				"det", "conv").node("Flatten", "flat", "det").node("Gemm", "scores", "flat", "rows").with("transB", 1).output(
					"scores", -1, 2).write(folder.resolve("determinant.onnx"));
		try (Classifier classifier = ToyNetwork.open(file)) {
			AttributionContext context = small(classifier);
			assertEquals(16, method("rise", Map.of("masks", "20")).explain(context).values().length);
			assertEquals(16, new Occlusion().explain(context).values().length);
			assertEquals(16, new ScoreCam().explain(context).values().length);
		}
	}

	/** With one channel that is the image itself, the map is that channel times p(x) - p(0). */
	@Test
	void scoreCamWeighsAChannelWithTheConfidenceThatItBrings() throws Exception {
		Path file = Models.input("image", -1, 1, 2, 2).initializer(TensorData.floats("weights", new long[] { 1, 1, 1, 1 }, 1))
			.initializer(TensorData.floats("rows", new long[] { 2, 4 }, 1, 1, 1, 1, 0, 0, 0, 0)).node("Conv", "conv", "image",
				"weights").node("Relu", "rectified", "conv").node("Flatten", "flat", "rectified").node("Gemm", "scores", "flat",
					"rows").with("transB", 1).output("scores", -1, 2).write(folder.resolve("one.onnx"));
		try (Classifier classifier = ToyNetwork.open(file)) {
			PreparedImage image = new PreparedImage(new float[] { 0, 1, 0.5f, 0 }, 1, new float[1], new Placement(2, 2, 2, 2, 0, 0,
				2, 2), 2, 2, List.of());
			// The channel as a mask is 0 1 ½ 0, which keeps 1 + ¼.
			double weight = 1 / (1 + Math.exp(-1.25)) - 0.5;
			float[] values = new ScoreCam().explain(AttributionContext.of(classifier, image, 0)).values();
			assertArrayEquals(new float[] { 0, (float) weight, (float) (weight / 2), 0 }, values, 1e-6f);
		}
	}

	@Test
	void integratedGradientsSumUpToTheDifferenceOfTheScores() throws Exception {
		try (Classifier classifier = Classifier.open(Path.of("sample-data/models/sound.onnx"), ClassifierOptions.defaults())) {
			float[] pixels = new float[2 * 96 * 96];
			Random random = new Random(1);
			for (int i = 0; i < pixels.length; i++)
				pixels[i] = random.nextFloat();
			float[] black = { -0.6f, -0.6f };
			PreparedImage image = new PreparedImage(pixels, 2, black, new Placement(96, 96, 96, 96, 0, 0, 96, 96), 96, 96, List
				.of());
			AttributionContext context = AttributionContext.of(classifier, image, 1);
			float[] both = Arrays.copyOf(pixels, 2 * pixels.length);
			Arrays.fill(both, pixels.length, both.length, -0.6f);
			float[] scores = classifier.scorer(image).scores(both, 2);
			double sum = 0;
			for (float value : method("integrated-gradients", Map.of("steps", "256")).explain(context).values())
				sum += value;
			assertEquals(scores[1] - scores[3], sum, 0.01 * Math.abs(scores[1] - scores[3]));
		}
	}

	/** Of Σ w·x² the gradient is linear along the way, where the midpoint rule has no error, however few the steps. */
	@Test
	void integratedGradientsOfSquaresAreTheSquares() throws Exception {
		float[] rows = new float[32], expected = new float[16];
		for (int i = 0; i < 16; i++) {
			rows[i] = i - 7;
			expected[i] = (i - 7) * i * i;
		}
		Path file = Models.input("image", -1, 1, 4, 4).initializer(TensorData.floats("rows", new long[] { 2, 16 }, rows)).node(
			"Mul", "squares", "image", "image").node("Flatten", "flat", "squares").node("Gemm", "scores", "flat", "rows").with(
				"transB", 1).output("scores", -1, 2).write(folder.resolve("squares.onnx"));
		try (Classifier classifier = ToyNetwork.open(file)) {
			AttributionContext context = ToyNetwork.counting(classifier).withBatch(2);
			assertArrayEquals(expected, method("integrated-gradients", Map.of("steps", "3")).explain(context).values(), 0.01f);
		}
	}

	@Test
	void smoothGradOfALinearScoreIsItsGradient() throws Exception {
		float[] rows = new float[32];
		rows[5] = 2;
		rows[6] = -1;
		try (Classifier classifier = ToyNetwork.open(linear(rows, "Flatten"))) {
			assertArrayEquals(Arrays.copyOf(rows, 16), new SmoothGrad().explain(ToyNetwork.counting(classifier)).values(),
				1e-6f);
		}
	}

	/**
	 * The gradient of Σ x² is 2x, and its mean over 25 noisy copies is off by 2 · 0.15 / 5 of the range. One bright pixel does
	 * not count for the range.
	 */
	@Test
	void smoothGradMovesTheImageByAShareOfItsRange() throws Exception {
		int size = 20;
		float[] pixels = new float[size * size], rows = new float[2 * pixels.length];
		Arrays.fill(rows, 0, pixels.length, 1);
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = i / 399f;
		pixels[399] = 1000;
		Path file = Models.input("image", -1, 1, size, size).initializer(TensorData.floats("rows", new long[] { 2,
			pixels.length }, rows)).node("Mul", "squares", "image", "image").node("Flatten", "flat", "squares").node("Gemm",
				"scores", "flat", "rows").with("transB", 1).output("scores", -1, 2).write(folder.resolve("squares.onnx"));
		try (Classifier classifier = ToyNetwork.open(file)) {
			PreparedImage image = new PreparedImage(pixels, 1, new float[1], new Placement(size, size, size, size, 0, 0, size,
				size), size, size, List.of());
			float[] values = new SmoothGrad().explain(AttributionContext.of(classifier, image, 0)).values();
			double squares = 0;
			for (int i = 0; i < values.length; i++)
				squares += Math.pow(values[i] - 2 * pixels[i], 2) / values.length;
			assertEquals(2 * 0.15 * 391 / 399 / 5, Math.sqrt(squares), 0.006);
		}
	}

	/**
	 * A bright square speaks for the class, or against the other one, which is the same to the probability: a mask that
	 * trades its size for it keeps the square.
	 */
	@ParameterizedTest
	@CsvSource({ "0, 0.3", "1, -0.3" })
	void meaningfulPerturbationKeepsWhatTheProbabilityNeeds(int scored, float weight) throws Exception {
		int size = 12;
		float[] pixels = new float[size * size], rows = new float[2 * size * size];
		for (int y = 2; y < 5; y++)
			for (int x = 7; x < 10; x++) {
				pixels[y * size + x] = 1;
				rows[scored * size * size + y * size + x] = weight;
			}
		Path file = Models.input("image", -1, 1, size, size).initializer(TensorData.floats("rows", new long[] { 2, size *
			size }, rows)).node("Flatten", "flat", "image").node("Gemm", "scores", "flat", "rows").with("transB", 1).output(
				"scores", -1, 2).write(folder.resolve("square.onnx"));
		try (Classifier classifier = ToyNetwork.open(file)) {
			PreparedImage image = new PreparedImage(pixels, 1, new float[1], new Placement(size, size, size, size, 0, 0, size,
				size), size, size, List.of());
			float[] mask = method("meaningful", Map.of("nodes", "12")).explain(AttributionContext.of(classifier, image, 0))
				.values();
			assertTrue(mask[3 * size + 8] > 0.7, "kept " + mask[3 * size + 8]);
			assertTrue(mask[10 * size + 2] < 0.1, "kept " + mask[10 * size + 2]);
		}
	}

	@Test
	void everyMethodIsInstalledWithWhatADialogNeeds() {
		try (Context context = new Context(PluginService.class)) {
			AttributionMethods methods = AttributionMethods.of(context);
			assertEquals(List.of("extremal", "gradient", "linear", "grad-cam", "guided", "deconvnet", "excitation",
				"contrastive", "rise", "occlusion", "meaningful", "grad-cam++", "integrated-gradients", "smoothgrad", "score-cam",
				"centre"), methods.names());
			for (AttributionMethods.Installed method : methods.findAll("all"))
				assertTrue(!method.label().isBlank() && method.description().endsWith(".") && method.reference().endsWith("."));
		}
	}

	/** The first step that a method tells of ends it. */
	@Test
	void everyMethodCanBeStopped() throws Exception {
		try (Context context = new Context(PluginService.class); Classifier classifier = ToyNetwork.open(ToyNetwork.positive(
			folder)))
		{
			AttributionContext stopped = small(classifier).with((Monitor) (pass, passes, masks) -> {
				throw new CancellationException();
			});
			for (AttributionMethods.Installed method : AttributionMethods.of(context).findAll("all"))
				assertThrows(CancellationException.class, () -> method.create().explain(stopped), method.name());
		}
	}

	private static AttributionMethod method(String name, Map<String, String> parameters) {
		try (Context context = new Context(PluginService.class)) {
			return AttributionMethods.of(context).find(name).create(parameters);
		}
	}

	private Path linear(float[] rows, String flatten) throws Exception {
		return Models.input("image", -1, 1, 4, 4).initializer(TensorData.floats("rows", new long[] { 2, 16 }, rows)).node(
			flatten, "flat", "image").node("Gemm", "scores", "flat", "rows").with("transB", 1).output("scores", -1, 2).write(
				folder.resolve("linear.onnx"));
	}

	/** Intensities small enough for a probability that is not 0 or 1. */
	private static AttributionContext small(Classifier classifier) {
		PreparedImage image = new PreparedImage(wave(5), 1, new float[1], new Placement(4, 4, 4, 4, 0, 0, 4, 4), 4, 4, List
			.of());
		return AttributionContext.of(classifier, image, 0);
	}

	private static float[] wave(int seed) {
		Random random = new Random(seed);
		float[] values = new float[16];
		for (int i = 0; i < values.length; i++)
			values[i] = random.nextFloat();
		return values;
	}
}
