package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.classifier.session.Provider;

import net.imglib2.img.array.ArrayImgs;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;

/** From a model file to masks: the same bits whatever the number of threads, in Java and in ONNX Runtime. */
class ReproducibilityTest {

	private static final int SIZE = 192;

	/** The batch of the first model is open, that of the second one is frozen to 1. */
	@ParameterizedTest
	@CsvSource({ "sound,FAST,PRESERVATION", "sound,PAPER,HYBRID", "shortcut,FAST,DELETION" })
	void masksAndScoresDoNotDependOnTheNumberOfThreads(String model, Mode mode, Game game) throws Exception {
		final ExtremalSettings settings = ExtremalSettings.defaults().withAreas(0.05, 0.1, 0.2, 0.4).withGame(game).withMode(mode,
			5).withSeed(3);
		final ExtremalResult expected = explain(model, settings, 1);
		assertTrue(expected.scoreImage() != expected.scorePerturbed(), "the blur changes nothing");
		for (int threads : new int[] { 2, 4 }) {
			final ExtremalResult result = explain(model, settings, threads);
			assertEquals(expected.scoreImage(), result.scoreImage());
			assertEquals(expected.scorePerturbed(), result.scorePerturbed());
			for (int a = 0; a < 4; a++) {
				final ExtremalMask one = expected.masks().get(a), several = result.masks().get(a);
				assertArrayEquals(one.mask(), several.mask());
				assertEquals(one.scoreKept(), several.scoreKept());
				assertEquals(one.scoreRemoved(), several.scoreRemoved());
			}
		}
	}

	private static ExtremalResult explain(String model, ExtremalSettings settings, int threads) throws Exception {
		final ClassifierOptions options = ClassifierOptions.defaults().withProvider(Provider.CPU).withThreads(threads);
		final ForkJoinPool pool = new ForkJoinPool(threads);
		try (Classifier classifier = Classifier.open(Path.of("sample-data", "models", model + ".onnx"), options)) {
			final PreparedImage image = classifier.prepare(image());
			return pool.submit(() -> ExtremalPerturbation.explain(classifier.scorer(image), image, 1, settings,
				Monitor.SILENT)).get();
		}
		finally {
			pool.shutdown();
		}
	}

	/** Spots of light on a dark ground, in the sample images' range. */
	private static SourceImage image() {
		final Random random = new Random(1);
		final float[] pixels = new float[2 * SIZE * SIZE];
		for (int spot = 0; spot < 40; spot++) {
			final int x = random.nextInt(SIZE - 20), y = random.nextInt(SIZE - 20), channel = random.nextInt(2);
			for (int i = 0; i < 20 * 20; i++)
				pixels[(channel * SIZE + y + i / 20) * SIZE + x + i % 20] += 100 * random.nextFloat() + 20 * spot;
		}
		return new SourceImage(ArrayImgs.floats(pixels, SIZE, SIZE, 2), 65535);
	}
}
