package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.TensorData;
import io.github.fijiray.onnx.layer.Layer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passes of whole classifiers back to a layer, against the gradient of what follows the layer. */
class LayerPassTest {

	private static final double TOLERANCE = 1e-4;

	@ParameterizedTest
	@CsvSource({ "vgg, /7/MaxPool_output_0", "resnet, /3/Add_output_0", "googlenet, /4/Concat_output_0",
		"densenet, /2/Concat_output_0", "efficientnet, /2/2.0/2.0.2/Mul_output_0",
		"channels_last, /depthwise/Conv_output_0", "vit_frozen, /blocks/blocks.1/Add_output_0",
		"swin, /body/body.1/Add_output_0" })
	void equalsTheGradientOfWhatFollowsTheLayer(String name, String tensor) throws Exception {
		try (Classifier classifier = Classifier.openForScores(network(name), ClassifierOptions.defaults())) {
			Layer layer = classifier.layers().find(tensor).orElseThrow();
			PreparedImage image = image(classifier);
			float[] seed = new float[classifier.labels().size()];
			seed[0] = 1;
			LayerGradient found = classifier.layerPass(layer, Backpropagation.GRADIENT).gradient(image, seed);
			try (ClassifierTail tail = classifier.tail(layer, image)) {
				float[] activation = tail.activation().pixels(), gradient = new float[activation.length];
				float[] scores = tail.scorer().gradient(activation, 1, seed, gradient);
				assertClose(activation, found.activation().pixels());
				assertClose(gradient, found.values());
				assertClose(scores, found.scores());
				assertClose(activation, classifier.activation(layer, image).pixels());
			}
		}
	}

	@Test
	void scoresOfAClassifierOpenedForThemAreTheSame() throws Exception {
		Path file = network("resnet");
		try (Classifier whole = Classifier.open(file, ClassifierOptions.defaults());
				Classifier forward = Classifier.openForScores(file, ClassifierOptions.defaults()))
		{
			PreparedImage image = image(whole);
			float[] scores = whole.scorer(image).scores(image.pixels(), 1);
			assertArrayEquals(scores, forward.scorer(image).scores(image.pixels(), 1));
			float[] seed = new float[scores.length], gradient = new float[image.pixels().length], same = gradient.clone();
			seed[1] = 1;
			whole.scorer(image).gradient(image.pixels(), 1, seed, gradient);
			forward.scorer(image, Backpropagation.GRADIENT).gradient(image.pixels(), 1, seed, same);
			assertArrayEquals(gradient, same);
			assertThrows(IllegalStateException.class, () -> forward.scorer(image).gradient(image.pixels(), 1, seed, same));
		}
	}

	@Test
	void randomWeightsChangeTheLayersThatAreNamedAndNoOthers() throws Exception {
		try (Classifier classifier = Classifier.openForScores(network("vgg"), ClassifierOptions.defaults())) {
			PreparedImage image = image(classifier);
			List<String> layers = classifier.weightLayers();
			List<String> last = layers.subList(layers.size() - 1, layers.size());
			Layer before = classifier.layers().preferred().orElseThrow();
			float[] scores = classifier.scorer(image).scores(image.pixels(), 1);
			try (Classifier random = classifier.randomised(last, 1); Classifier again = classifier.randomised(last, 1);
					Classifier other = classifier.randomised(last, 2); Classifier all = classifier.randomised(layers, 1))
			{
				assertArrayEquals(classifier.activation(before, image).pixels(), random.activation(before, image).pixels());
				float[] changed = random.scorer(image).scores(image.pixels(), 1);
				assertNotEquals(scores[0], changed[0]);
				assertArrayEquals(changed, again.scorer(image).scores(image.pixels(), 1));
				assertNotEquals(changed[0], other.scorer(image).scores(image.pixels(), 1)[0]);
				assertNotEquals(classifier.activation(before, image).pixels()[0], all.activation(before, image).pixels()[0]);
			}
			assertArrayEquals(scores, classifier.scorer(image).scores(image.pixels(), 1));
		}
	}

	/** Fully connected layers, written as one operator and as two. */
	@ParameterizedTest
	@CsvSource({ "Gemm", "MatMul" })
	void randomWeightsHaveTheVarianceOfHeAndAddNothing(String operator, @TempDir Path folder) throws Exception {
		int classes = 400;
		float[] weights = new float[16 * classes], bias = new float[classes];
		Arrays.fill(weights, 5);
		Arrays.fill(bias, 7);
		Models model = Models.input("image", -1, 1, 4, 4).initializer(TensorData.floats("weights", new long[] { 16, classes },
			weights)).initializer(TensorData.floats("bias", new long[] { classes }, bias)).node("Flatten", "flat", "image");
		model = operator.equals("Gemm") ? model.node("Gemm", "scores", "flat", "weights", "bias") : model.node("MatMul",
			"product", "flat", "weights").node("Add", "scores", "product", "bias");
		Path file = model.output("scores", -1, classes).write(folder.resolve("connected.onnx"));
		try (Classifier classifier = Classifier.openForScores(file, ClassifierOptions.defaults());
				Classifier random = classifier.randomised(classifier.weightLayers(), 1))
		{
			PreparedImage image = image(classifier);
			float[] pixels = new float[16];
			assertArrayEquals(new float[classes], random.scorer(image).scores(pixels, 1));
			Arrays.fill(pixels, 1);
			double squares = 0;
			for (float score : random.scorer(image).scores(pixels, 1))
				squares += score * score / classes;
			assertEquals(16 * 2 / 16.0, squares, 0.2);
		}
	}

	@ParameterizedTest
	@CsvSource({ "vgg", "resnet", "googlenet", "densenet", "mobilenet_v2", "efficientnet", "shufflenet", "convnext",
		"channels_last", "vit", "swin" })
	void everyNetworkRunsWithRandomWeights(String name) throws Exception {
		try (Classifier classifier = Classifier.openForScores(network(name), ClassifierOptions.defaults());
				Classifier random = classifier.randomised(classifier.weightLayers(), 1))
		{
			PreparedImage image = image(classifier);
			for (float score : random.scorer(image).scores(image.pixels(), 1))
				assertTrue(Float.isFinite(score));
			assertEquals(classifier.weightLayers(), random.weightLayers());
		}
	}

	private static Path network(String name) throws Exception {
		return Path.of(LayerPassTest.class.getResource("/networks/" + name + ".onnx").toURI());
	}

	private static PreparedImage image(Classifier classifier) {
		int height = classifier.inputHeight(), width = classifier.inputWidth(), channels = classifier.inputChannels();
		float[] pixels = new float[channels * height * width];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) Math.sin(i * 0.37 + 1);
		return new PreparedImage(pixels, channels, new float[channels], new Placement(width, height, width, height, 0, 0,
			width, height), height, width, List.of());
	}

	private static void assertClose(float[] expected, float[] found) {
		assertEquals(expected.length, found.length);
		double scale = 0, worst = 0;
		for (int i = 0; i < expected.length; i++) {
			scale = Math.max(scale, Math.abs(expected[i]));
			worst = Math.max(worst, Math.abs(expected[i] - found[i]));
		}
		assertTrue(worst <= TOLERANCE * scale, "off by " + worst / scale + " of the maximum");
	}
}
