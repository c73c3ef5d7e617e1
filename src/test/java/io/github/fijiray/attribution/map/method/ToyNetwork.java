package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.TensorData;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Networks whose maps can be worked out by hand. */
final class ToyNetwork {

	private ToyNetwork() {}

	/**
	 * A 3 × 3 convolution of ones from one channel to two with the biases -50 and -75, a rectifier, eight numbers, and four
	 * scores that each add the first five of them, subtract the other three, and are rectified.
	 */
	static Path oneConvolution(Path folder, String rectifier, String... limits) throws IOException {
		float[] rows = new float[32];
		for (int i = 0; i < rows.length; i++)
			rows[i] = i % 8 < 5 ? 1 : -1;
		String[] inputs = new String[1 + limits.length];
		inputs[0] = "conv";
		System.arraycopy(limits, 0, inputs, 1, limits.length);
		return Models.input("image", 1, 1, 4, 4).initializer(TensorData.floats("ones", new long[] { 2, 1, 3, 3 }, ones(18)))
			.initializer(TensorData.floats("bias", new long[] { 2 }, -50, -75)).initializer(TensorData.floats("zero",
				new long[0], 0)).initializer(TensorData.floats("limit", new long[0], 35)).initializer(TensorData.floats("rows",
					new long[] { 4, 8 }, rows)).node("Conv", "conv", "image", "ones", "bias").node(rectifier, "rectified", inputs)
			.node("Flatten", "flat", "rectified").node("Gemm", "linear", "flat", "rows").with("transB", 1).node("Relu", "scores",
				"linear").output("scores", 1, 4).write(folder.resolve("toy.onnx"));
	}

	/** Two 1 × 1 convolutions without bias, each with a rectifier, the mean over the places, and two scores. */
	static Path positive(Path folder) throws IOException {
		return Models.input("image", -1, 1, 4, 4).initializer(TensorData.floats("first", new long[] { 3, 1, 1, 1 }, 1, 2, 0.5f))
			.initializer(TensorData.floats("second", new long[] { 2, 3, 1, 1 }, 1, 0.5f, 2, 0.25f, 3, 1)).initializer(TensorData
				.floats("rows", new long[] { 2, 2 }, 2, -1, -3, 1)).node("Conv", "c1", "image", "first").node("Relu", "r1", "c1")
			.node("Conv", "c2", "r1", "second").node("Relu", "r2", "c2").node("GlobalAveragePool", "mean", "r2").node("Flatten",
				"flat", "mean").node("Gemm", "scores", "flat", "rows").with("transB", 1).output("scores", -1, 2).write(folder
					.resolve("positive.onnx"));
	}

	private static float[] ones(int count) {
		float[] ones = new float[count];
		Arrays.fill(ones, 1);
		return ones;
	}

	static Classifier open(Path file) throws IOException {
		return Classifier.openForScores(file, ClassifierOptions.defaults());
	}

	/** The class 0 of the image 0 … 15 in four rows. */
	static AttributionContext counting(Classifier classifier) {
		float[] pixels = new float[16];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = i;
		PreparedImage image = new PreparedImage(pixels, 1, new float[1], new Placement(4, 4, 4, 4, 0, 0, 4, 4), 4, 4, List
			.of());
		return AttributionContext.of(classifier, image, 0);
	}
}
