package io.github.fijiray.attribution.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.Models;
import io.github.fijiray.onnx.TensorData;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cascade of random layers, on a network of three: two convolutions and a matrix product. */
class SanityCheckTest {

	@TempDir
	Path folder;

	/** What lies before the random layers stays as it was. */
	@Test
	void layersAreRandomFromTheLastToTheFirst() throws Exception {
		for (String layer : new String[] { "c1", "c2" }) {
			List<SanityCheck.Stage> stages = check(showing(layer), 0);
			assertEquals(List.of("", "scores", "c2", "c1"), stages.stream().map(SanityCheck.Stage::layer).toList());
			assertEquals(List.of(0, 1, 2, 3), stages.stream().map(SanityCheck.Stage::randomLayers).toList());
			float[] trained = stages.get(0).map().values();
			int first = layer.equals("c1") ? 3 : 2;
			for (SanityCheck.Stage stage : stages)
				assertEquals(stage.randomLayers() < first, Arrays.equals(trained, stage.map().values()), layer + " " + stage);
		}
	}

	@Test
	void fewStagesLieEvenlyAndEndWithAllLayers() throws Exception {
		assertEquals(List.of(0, 2, 3), check(showing("c1"), 2).stream().map(SanityCheck.Stage::randomLayers).toList());
		assertEquals(List.of(0, 3), check(showing("c1"), 1).stream().map(SanityCheck.Stage::randomLayers).toList());
	}

	private List<SanityCheck.Stage> check(AttributionMethod method, int stages) throws Exception {
		Path file = Models.input("image", -1, 1, 2, 2).initializer(TensorData.floats("first", new long[] { 2, 1, 1, 1 }, 1, 2))
			.initializer(TensorData.floats("bias", new long[] { 2 }, 1, 1)).initializer(TensorData.floats("second", new long[] { 2,
				2, 1, 1 }, 1, 2, 3, 4)).initializer(TensorData.floats("rows", new long[] { 2, 4 }, 1, 2, 3, 4, 5, 6, 7, 8)).node(
					"Conv", "c1", "image", "first", "bias").node("Conv", "c2", "c1", "second").node("GlobalAveragePool", "mean", "c2")
			.node("Flatten", "flat", "mean").node("Gemm", "scores", "flat", "rows").output("scores", -1, 4).write(folder.resolve(
				"three.onnx"));
		try (Classifier classifier = Classifier.openForScores(file, ClassifierOptions.defaults())) {
			PreparedImage image = new PreparedImage(new float[] { 0, 1, 2, 3 }, 1, new float[1], new Placement(2, 2, 2, 2, 0, 0, 2,
				2), 2, 2, List.of());
			return SanityCheck.of(AttributionContext.of(classifier, image, 0).withSeed(4), method, Sign.ALL, stages);
		}
	}

	/** The first channel of a layer. */
	private static AttributionMethod showing(String layer) {
		return explained -> AttributionMap.ofContent(Arrays.copyOf(explained.classifier().activation(explained.classifier()
			.layers().find(layer).orElseThrow(), explained.image()).pixels(), 4), explained.image());
	}
}
