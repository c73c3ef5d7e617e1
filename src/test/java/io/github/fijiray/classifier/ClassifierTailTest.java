package io.github.fijiray.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.layer.Layer;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows a layer, against the whole network with the same masks at that layer. */
class ClassifierTailTest {

	private static final int MASKS = 3;
	private static final double TOLERANCE = 1e-5;

	@TempDir
	Path folder;

	/** Networks with and without connections that skip the layer, by addition and by concatenation, and of all layouts. */
	@ParameterizedTest
	@CsvSource({ "vgg, /1/Relu_output_0", "vgg, /7/MaxPool_output_0", "resnet, /1/MaxPool_output_0",
		"resnet, /2/body/body.0/body.0.2/Relu_output_0", "resnet, /3/shortcut/shortcut.0/Conv_output_0",
		"resnet, /3/Add_output_0", "resnet_bottleneck, /2/body/body.2/body.2.0/Conv_output_0",
		"googlenet, /2/branches.2/branches.2.0/branches.2.0.2/Relu_output_0", "googlenet, /4/Concat_output_0",
		"squeezenet, /4/4.2/branches.1/branches.1.1/Relu_output_0", "densenet, /2/body/body.1/Relu_output_0",
		"densenet, /2/Concat_output_0", "mobilenet_v2, /1/body/body.1/body.1.0/Conv_output_0",
		"efficientnet, /1/body/body.2/body/body.1/Conv_output_0", "efficientnet, /2/2.0/2.0.2/Mul_output_0",
		"shufflenet, /2/body/body.2/body.2.0/Conv_output_0", "convnext, /2/norm/LayerNormalization_output_0",
		"channels_last, /depthwise/Conv_output_0", "vit, /blocks/blocks.0/n2/Add_1_output_0",
		"vit_frozen, /blocks/blocks.1/Add_output_0", "swin, /body/body.1/Add_output_0",
		"swin, /body/body.3/mlp/mlp.1/Add_output_0" })
	void equalsTheWholeNetworkWithMasksAtTheLayer(String name, String layer) throws Exception {
		Path file = Path.of(ClassifierTailTest.class.getResource("/networks/" + name + ".onnx").toURI());
		try (Classifier classifier = Classifier.open(file, ClassifierOptions.defaults())) {
			Layer cut = classifier.layers().find(layer).orElseThrow();
			PreparedImage image = image(classifier);
			try (ClassifierTail tail = classifier.tail(cut, image)) {
				PreparedImage activation = tail.activation();
				float[] masks = wave(0.53, MASKS * activation.pixels().length);
				float[] masked = masks.clone();
				for (int i = 0; i < masks.length; i++)
					masked[i] *= activation.pixels()[i % activation.pixels().length];
				float[] seed = wave(0.7, MASKS * tail.scorer().classes());
				float[] gradient = new float[masks.length];
				float[] scores = tail.scorer().gradient(masked, MASKS, seed, gradient);

				ContentFrame frame = new ContentFrame(activation, ModelInput.of(cut).layout());
				MaskedNetwork.Result whole;
				try (MaskedNetwork network = new MaskedNetwork(file, layer, image, folder)) {
					whole = network.run(embedded(frame, masks), MASKS, seed);
				}
				float[] expected = new float[gradient.length];
				FloatBuffer wholeGradient = FloatBuffer.wrap(whole.gradient());
				for (int n = 0; n < MASKS; n++)
					frame.extract(wholeGradient, expected, n * frame.size());
				assertClose(whole.scores(), scores, "scores");
				assertClose(whole.scores(), tail.scorer().scores(masked, MASKS), "scores without gradient");
				assertClose(expected, gradient, "gradient");
			}
		}
	}

	private static FloatBuffer embedded(ContentFrame frame, float[] contents) {
		FloatBuffer buffer = FloatBuffer.allocate(contents.length);
		for (int n = 0; n < MASKS; n++)
			frame.embed(contents, n * frame.size(), buffer);
		return buffer.flip();
	}

	private static PreparedImage image(Classifier classifier) {
		int height = classifier.inputHeight(), width = classifier.inputWidth(), channels = classifier.inputChannels();
		return new PreparedImage(wave(0.37, channels * height * width), channels, new float[channels], new Placement(width,
			height, width, height, 0, 0, width, height), height, width, List.of());
	}

	private static float[] wave(double frequency, int length) {
		float[] values = new float[length];
		for (int i = 0; i < length; i++)
			values[i] = (float) Math.sin(i * frequency + 1);
		return values;
	}

	private static void assertClose(float[] expected, float[] found, String what) {
		assertEquals(expected.length, found.length, what);
		double scale = 0, worst = 0;
		for (int i = 0; i < expected.length; i++) {
			scale = Math.max(scale, Math.abs(expected[i]));
			worst = Math.max(worst, Math.abs(expected[i] - found[i]));
		}
		assertTrue(worst <= TOLERANCE * scale, what + ": off by " + worst / scale + " of the maximum");
	}
}
