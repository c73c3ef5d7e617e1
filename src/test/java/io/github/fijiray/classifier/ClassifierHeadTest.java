package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.layer.Layer;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What leads to a layer, against what the cut at that layer computes. */
class ClassifierHeadTest {

	/** Channels first, channels last, and the tokens of a transformer. */
	@ParameterizedTest
	@CsvSource({ "resnet, /3/Add_output_0", "convnext, /2/norm/LayerNormalization_output_0",
		"vit, /blocks/blocks.0/n2/Add_1_output_0", "channels_last, /depthwise/Conv_output_0" })
	void givesTheLayersActivationAndItsGradient(String name, String layer) throws Exception {
		Path file = Path.of(ClassifierHeadTest.class.getResource("/networks/" + name + ".onnx").toURI());
		try (Classifier classifier = Classifier.open(file, ClassifierOptions.defaults())) {
			Layer wanted = classifier.layers().find(layer).orElseThrow();
			PreparedImage image = noise(classifier);
			try (ClassifierHead head = classifier.head(wanted, image); ClassifierTail tail = classifier.tail(wanted, image)) {
				float[] activation = head.scorer().scores(image.pixels(), 1);
				assertArrayEquals(tail.activation().pixels(), activation, 1e-5f);

				// The derivative of Σ seed · activation along a direction, for two images at once.
				float[] two = two(image.pixels()), direction = random(two.length, 3);
				float[] seed = random(2 * activation.length, 4), gradient = new float[two.length];
				assertEquals(activation[0], head.scorer().gradient(two, 2, seed, gradient)[0], 1e-5);
				double step = 1e-3;
				double difference = (sum(head.scorer(), moved(two, direction, step), seed) - sum(head.scorer(), moved(two,
					direction, -step), seed)) / (2 * step);
				double slope = 0, scale = 0;
				for (int i = 0; i < two.length; i++) {
					slope += (double) gradient[i] * direction[i];
					scale += (double) gradient[i] * gradient[i];
				}
				assertTrue(scale > 0);
				assertEquals(difference, slope, 0.02 * Math.sqrt(scale));
			}
		}
	}

	private static double sum(Scorer scorer, float[] images, float[] seed) {
		float[] activations = scorer.scores(images, 2);
		double sum = 0;
		for (int i = 0; i < seed.length; i++)
			sum += (double) seed[i] * activations[i];
		return sum;
	}

	private static float[] moved(float[] from, float[] direction, double step) {
		float[] moved = from.clone();
		for (int i = 0; i < moved.length; i++)
			moved[i] += step * direction[i];
		return moved;
	}

	private static float[] two(float[] image) {
		float[] two = new float[2 * image.length];
		for (int i = 0; i < two.length; i++)
			two[i] = i < image.length ? image[i] : -0.5f * image[i - image.length];
		return two;
	}

	private static PreparedImage noise(Classifier classifier) {
		int height = classifier.inputHeight(), width = classifier.inputWidth(), channels = classifier.inputChannels();
		return new PreparedImage(random(channels * height * width, 2), channels, new float[channels], new Placement(width,
			height, width, height, 0, 0, width, height), height, width, List.of());
	}

	private static float[] random(int size, long seed) {
		Random random = new Random(seed);
		float[] values = new float[size];
		for (int i = 0; i < size; i++)
			values[i] = (float) random.nextGaussian();
		return values;
	}
}
