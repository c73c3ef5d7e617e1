package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.perturbation.FadePerturbation;

import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastOptimiserTest {

	private static final int PASSES = 40;
	private static final double[] AREAS = { 0.002, 0.05, 0.3, 0.8, 0.985 };
	private static final double FIRST_AREA = 0.97;
	/** Of the area that an ascent leads to, and of the one in a pass, together. */
	private static final double TOLERANCE = 0.011;

	@ParameterizedTest
	@CsvSource({ "56,64,0", "56,64,1", "20,24,2", "40,8,3", "5,5,4" })
	void areasShrinkGeometricallyAndThenStay(int height, int width, long seed) {
		final double[][] areas = areas(new WildScorer(height, width, seed), seed);
		for (double[] ofPasses : areas) {
			final double last = ofPasses[PASSES - 1];
			for (int pass = 0; pass < PASSES; pass++) {
				final double share = Math.min(1, (pass + 1) / (FastScheme.DEFAULT.shrinking() * PASSES));
				final double planned = FIRST_AREA * Math.pow(last / FIRST_AREA, share);
				assertEquals(planned, ofPasses[pass], TOLERANCE * Math.min(planned, 1 - planned), "pass " + pass);
			}
		}
	}

	/** The mean of every mask after every pass. */
	private static double[][] areas(Scorer scorer, long seed) {
		final float[] image = new float[scorer.height() * scorer.width()];
		final Random random = new Random(seed);
		for (int i = 0; i < image.length; i++)
			image[i] = random.nextFloat();
		final double[][] areas = new double[AREAS.length][PASSES];
		new FastOptimiser(FastScheme.DEFAULT).optimise(ExtremalObjective.inJava(new MaskObjective(scorer,
			new FadePerturbation(image, scorer.height(), scorer.width(), new float[1]), 0, Game.PRESERVATION)), ExtremalSettings
				.defaults().withAreas(AREAS).withMode(Mode.FAST, PASSES).withSeed(seed), AscentStart.ONES, (pass, passes,
					masks) -> {
					for (int a = 0; a < AREAS.length; a++)
						for (float m : masks[a])
							areas[a][pass - 1] += m / image.length;
				});
		return areas;
	}

	/** A linear score, whose weights differ by orders of magnitude: nodes move by very different steps. */
	private static final class WildScorer implements Scorer {

		private final int height;
		private final int width;
		private final float[] weights;

		WildScorer(int height, int width, long seed) {
			this.height = height;
			this.width = width;
			weights = new float[height * width];
			final Random random = new Random(seed);
			for (int i = 0; i < weights.length; i++)
				weights[i] = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
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

		@Override
		public float[] scores(float[] images, int count) {
			final float[] scores = new float[count];
			for (int i = 0; i < count * weights.length; i++)
				scores[i / weights.length] += weights[i % weights.length] * images[i];
			return scores;
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
			for (int i = 0; i < count * weights.length; i++)
				gradient[i] = seed[i / weights.length] * weights[i % weights.length];
			return scores(images, count);
		}
	}
}
