package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.PerturbationKind;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the image and the classifier: masks are numbers in [0, 1] and have the areas asked for. */
class NumericalEdgesTest {

	@ParameterizedTest
	@EnumSource(Mode.class)
	void scoreThatDependsOnNothing(Mode mode) {
		for (PerturbationKind kind : PerturbationKind.values())
			assertSound(explain(new LinearScorer(20, 24, 0), noise(20 * 24), settings(mode, 20).withPerturbation(kind,
				FadeReference.BLACK)));
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void constantImage(Mode mode) {
		final float[] image = new float[20 * 24];
		Arrays.fill(image, 0.7f);
		for (PerturbationKind kind : PerturbationKind.values())
			assertSound(explain(new LinearScorer(20, 24, 1), image, settings(mode, 20).withPerturbation(kind,
				FadeReference.MEAN)));
	}

	@ParameterizedTest
	@CsvSource({ "8,8", "1,1", "1,40", "40,1", "2,3", "17,90" })
	void imagesOfAnySize(int height, int width) {
		for (Mode mode : Mode.values())
			assertSound(explain(new LinearScorer(height, width, 1), noise(height * width), settings(mode, 20)));
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void areasNextToNothingAndNextToEverything(Mode mode) {
		assertSound(explain(new LinearScorer(32, 32, 1), noise(32 * 32), settings(mode, 20).withAreas(0.0005, 0.001, 0.97,
			0.98, 0.999, 0.9995)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7 })
	void fewPasses(int passes) {
		for (Mode mode : Mode.values())
			assertSound(explain(new LinearScorer(20, 24, 1), noise(20 * 24), settings(mode, passes)));
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void hugeAndTinyScores(Mode mode) {
		for (float scale : new float[] { 1e-40f, 1e-20f, 1e12f })
			assertSound(explain(new LinearScorer(20, 24, scale), noise(20 * 24), settings(mode, 20)));
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void scoresThatAreNoNumbersAreRefused(Mode mode) {
		final UncheckedIOException refusal = assertThrows(UncheckedIOException.class, () -> explain(new LinearScorer(20, 24,
			Float.NaN), noise(20 * 24), settings(mode, 3)));
		assertTrue(refusal.getCause().getMessage().contains("not a finite number"), refusal.getCause().getMessage());
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.1, 25, 9999 })
	void smoothnessThatDoesNotSuitTheInputIsRefused(double smoothness) {
		for (Mode mode : Mode.values()) {
			final IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> explain(
				new LinearScorer(20, 24, 1), noise(20 * 24), settings(mode, 3).withSmoothing(0, smoothness)));
			assertTrue(refusal.getMessage().contains("'smoothness'") && refusal.getMessage().contains("0.5 to 20"), refusal
				.getMessage());
		}
	}

	@Test
	void coarsestAndFinestSmoothness() {
		for (Mode mode : Mode.values())
			for (double smoothness : new double[] { 0.5, 20 })
				assertSound(explain(new LinearScorer(20, 24, 1), noise(20 * 24), settings(mode, 20).withSmoothing(0,
					smoothness)));
	}

	private static void assertSound(ExtremalResult result) {
		for (ExtremalMask mask : result.masks()) {
			for (float m : mask.mask())
				assertTrue(m >= 0 && m <= 1, "a mask has the value " + m);
			assertEquals(mask.area(), mask.areaReached(), 1e-5);
		}
	}

	private static ExtremalSettings settings(Mode mode, int passes) {
		return ExtremalSettings.defaults().withMode(mode, passes).withAreas(0.1, 0.5);
	}

	private static ExtremalResult explain(LinearScorer scorer, float[] image, ExtremalSettings settings) {
		final int height = scorer.height, width = scorer.width;
		return ExtremalPerturbation.explain(scorer, new PreparedImage(image, 1, new float[] { 0 }, new Placement(width,
			height, width, height, 0, 0, width, height), height, width, List.of()), 0, settings, Monitor.SILENT);
	}

	private static float[] noise(int size) {
		final Random random = new Random(5);
		final float[] values = new float[size];
		for (int i = 0; i < size; i++)
			values[i] = random.nextFloat();
		return values;
	}

	/** One class, whose score is a multiple of the light in the upper left quarter of the image. */
	private static final class LinearScorer implements Scorer {

		private final int height;
		private final int width;
		private final float scale;

		LinearScorer(int height, int width, float scale) {
			this.height = height;
			this.width = width;
			this.scale = scale;
		}

		@Override
		public int channels() {
			return 1;
		}

		@Override
		public int height() {
			return height;
		}

		@Override
		public int width() {
			return width;
		}

		@Override
		public int classes() {
			return 1;
		}

		private float weight(int pixel) {
			return pixel % width <= width / 2 && pixel / width <= height / 2 ? scale : 0;
		}

		@Override
		public float[] scores(float[] images, int count) {
			final float[] scores = new float[count];
			for (int i = 0; i < count * height * width; i++)
				scores[i / (height * width)] += weight(i % (height * width)) * images[i];
			return scores;
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
			for (int i = 0; i < count * height * width; i++)
				gradient[i] = seed[i / (height * width)] * weight(i % (height * width));
			return scores(images, count);
		}
	}
}
