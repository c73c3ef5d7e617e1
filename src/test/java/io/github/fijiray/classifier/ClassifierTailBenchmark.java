package io.github.fijiray.classifier;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.layer.Layer;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Times a forward and backward pass of what follows a layer against one of the whole network with masks at that layer:
 * run by hand, with
 *
 * <pre>
 * mvn -q test-compile
 * java -cp … io.github.fijiray.classifier.ClassifierTailBenchmark model.onnx [masks] [layer …]
 * </pre>
 *
 * It prints, for each layer (the preferred one unless told otherwise), the medians over rounds in which both take turns,
 * and their ratio.
 */
final class ClassifierTailBenchmark {

	private static final int WARM_UP = 3;
	private static final int ROUNDS = 15;

	private ClassifierTailBenchmark() {}

	public static void main(String[] args) throws Exception {
		Path file = Path.of(args[0]);
		int masks = args.length > 1 ? Integer.parseInt(args[1]) : 10;
		try (Classifier classifier = Classifier.open(file, ClassifierOptions.defaults())) {
			List<String> layers = args.length > 2 ? Arrays.asList(args).subList(2, args.length) : List.of(classifier.layers()
				.preferred().orElseThrow().name());
			System.out.printf("%s, %d masks, milliseconds%n%-40s %10s %10s %8s%n", file.getFileName(), masks, "layer",
				"network", "tail", "ratio");
			for (String name : layers)
				compare(classifier, file, classifier.layers().find(name).orElseThrow(), masks);
		}
	}

	private static void compare(Classifier classifier, Path file, Layer layer, int masks) throws Exception {
		int height = classifier.inputHeight(), width = classifier.inputWidth(), channels = classifier.inputChannels();
		float[] pixels = new float[channels * height * width];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) Math.sin(0.37 * i);
		PreparedImage image = new PreparedImage(pixels, channels, new float[channels], new Placement(width, height, width,
			height, 0, 0, width, height), height, width, List.of());
		double[] whole = new double[ROUNDS], tail = new double[ROUNDS];
		try (ClassifierTail behind = classifier.tail(layer, image); MaskedNetwork network = new MaskedNetwork(file, layer
			.name(), image, Files.createTempDirectory("fijiray")))
		{
			float[] activation = behind.activation().pixels();
			float[] activations = new float[masks * activation.length];
			for (int i = 0; i < activations.length; i++)
				activations[i] = activation[i % activation.length];
			float[] ones = new float[activations.length];
			Arrays.fill(ones, 1);
			float[] seed = new float[masks * behind.scorer().classes()];
			for (int n = 0; n < masks; n++)
				seed[n * behind.scorer().classes()] = 1;
			float[] gradient = new float[activations.length];
			for (int round = -WARM_UP; round < ROUNDS; round++) {
				long start = System.nanoTime();
				network.run(FloatBuffer.wrap(ones), masks, seed);
				long between = System.nanoTime();
				behind.scorer().gradient(activations, masks, seed, gradient);
				long end = System.nanoTime();
				if (round < 0) continue;
				whole[round] = (between - start) / 1e6;
				tail[round] = (end - between) / 1e6;
			}
		}
		System.out.printf("%-40s %10.1f %10.1f %8.2f%n", layer.name(), median(whole), median(tail), median(tail) / median(
			whole));
	}

	private static double median(double[] values) {
		return Arrays.stream(values).sorted().toArray()[values.length / 2];
	}
}
