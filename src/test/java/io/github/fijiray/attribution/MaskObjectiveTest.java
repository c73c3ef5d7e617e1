package io.github.fijiray.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.Perturbation;
import io.github.fijiray.perturbation.PerturbationFactory;
import io.github.fijiray.perturbation.PerturbationKind;

import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MaskObjectiveTest {

	private static final int CHANNELS = 2;
	private static final int HEIGHT = 5;
	private static final int WIDTH = 6;
	private static final int PIXELS = HEIGHT * WIDTH;
	private static final int TARGET = 1;
	private static final float[] IMAGE = randoms(1, CHANNELS * PIXELS);

	private static Stream<Arguments> games() {
		return Stream.of(Game.values()).flatMap(game -> Stream.of(PerturbationKind.values()).flatMap(kind -> Stream.of(
			Arguments.of(game, kind, false), Arguments.of(game, kind, true))));
	}

	/** Scores are quadratic in the mask between the blurred copies, so central differences are exact there. */
	@ParameterizedTest
	@MethodSource("games")
	void gradientIsThatOfTheReward(Game game, PerturbationKind kind, boolean mirrored) {
		final MaskObjective objective = objective(new QuadraticScorer(false), kind, game);
		final float[][] masks = masks(3);
		final float[][] gradients = new float[3][PIXELS];
		objective.gradient(masks, mirrored, gradients);
		final float h = 0.02f;
		for (int n = 0; n < masks.length; n++)
			for (int i = 0; i < PIXELS; i++) {
				final float m = masks[n][i];
				masks[n][i] = m + h;
				final double up = objective.gradient(masks, mirrored, new float[3][PIXELS])[n];
				masks[n][i] = m - h;
				final double down = objective.gradient(masks, mirrored, new float[3][PIXELS])[n];
				masks[n][i] = m;
				assertEquals((up - down) / (2 * h), gradients[n][i], 2e-3, "mask " + n + ", pixel " + i);
			}
	}

	@ParameterizedTest
	@EnumSource(PerturbationKind.class)
	void rewardsAreWhatTheGamesPay(PerturbationKind kind) {
		final float[][] masks = masks(2);
		for (Game game : Game.values()) {
			final MaskObjective objective = objective(new QuadraticScorer(false), kind, game);
			final float[] kept = objective.scores(masks, Part.KEPT), removed = objective.scores(masks, Part.REMOVED);
			final float[] rewards = objective.gradient(masks, false, new float[2][PIXELS]);
			for (int n = 0; n < 2; n++)
				assertEquals(switch (game) {
					case PRESERVATION -> kept[n];
					case DELETION -> -removed[n];
					case HYBRID -> kept[n] - removed[n];
				}, rewards[n], 1e-5);
		}
	}

	@ParameterizedTest
	@MethodSource("games")
	void mirroringTheImageIsMirroringTheClassifier(Game game, PerturbationKind kind, boolean mirrored) {
		final float[][] masks = masks(2);
		final float[][] gradients = new float[2][PIXELS], expected = new float[2][PIXELS];
		final float[] rewards = objective(new QuadraticScorer(false), kind, game).gradient(masks, mirrored, gradients);
		final float[] expectedRewards = objective(new QuadraticScorer(mirrored), kind, game).gradient(masks, false, expected);
		assertArrayEquals(expectedRewards, rewards, 1e-5f);
		for (int n = 0; n < 2; n++)
			assertArrayEquals(expected[n], gradients[n], 1e-5f);
	}

	/** More values than an array can hold; nothing of that size is allocated. */
	@Test
	void moreMasksThanFitIntoABatchAreRefused() {
		final Scorer huge = new QuadraticScorer(false) {

			@Override
			public int height() {
				return 1 << 14;
			}

			@Override
			public int width() {
				return 1 << 12;
			}
		};
		final IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> objective(huge,
			PerturbationKind.FADE, Game.PRESERVATION).scores(new float[16][], Part.KEPT));
		assertTrue(refusal.getMessage().contains("batch of 16; expected at most 15"), refusal.getMessage());
	}

	private static MaskObjective objective(Scorer scorer, PerturbationKind kind, Game game) {
		final Perturbation perturbation = new PerturbationFactory(kind, FadeReference.BLACK, 2, new float[] { -0.5f, 0.25f })
			.perturb(IMAGE, HEIGHT, WIDTH);
		return new MaskObjective(scorer, perturbation, TARGET, game);
	}

	/** Values well between those of the blurred copies, which are multiples of 1/8. */
	private static float[][] masks(int count) {
		final Random random = new Random(count);
		final float[][] masks = new float[count][PIXELS];
		for (float[] mask : masks)
			for (int i = 0; i < PIXELS; i++)
				mask[i] = (random.nextInt(8) + 0.5f + 0.5f * (random.nextFloat() - 0.5f)) / 8;
		return masks;
	}

	private static float[] randoms(long seed, int size) {
		final Random random = new Random(seed);
		final float[] values = new float[size];
		for (int i = 0; i < size; i++)
			values[i] = (float) random.nextGaussian();
		return values;
	}

	/** Score of class k: (k + 1)·(w·x + (v·x)² / 10), with other weights in every pixel. */
	private static class QuadraticScorer implements Scorer {

		private final float[] w = randoms(2, CHANNELS * PIXELS);
		private final float[] v = randoms(3, CHANNELS * PIXELS);
		private final boolean mirrored;

		/** @param mirrored whether the weights are mirrored, left to right */
		QuadraticScorer(boolean mirrored) {
			this.mirrored = mirrored;
		}

		@Override
		public int channels() {
			return CHANNELS;
		}

		@Override
		public int height() {
			return HEIGHT;
		}

		@Override
		public int width() {
			return WIDTH;
		}

		@Override
		public int classes() {
			return 2;
		}

		@Override
		public float[] scores(float[] images, int count) {
			final float[] scores = new float[2 * count];
			for (int n = 0; n < count; n++)
				for (int k = 0; k < 2; k++)
					scores[2 * n + k] = (float) ((k + 1) * (dot(w, images, n) + Math.pow(dot(v, images, n), 2) / 10));
			return scores;
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
			for (int n = 0; n < count; n++) {
				final double weight = seed[2 * n] + 2 * seed[2 * n + 1], slope = dot(v, images, n) / 5;
				for (int i = 0; i < w.length; i++)
					gradient[n * w.length + i] = (float) (weight * (w[place(i)] + slope * v[place(i)]));
			}
			return scores(images, count);
		}

		private double dot(float[] weights, float[] images, int n) {
			double sum = 0;
			for (int i = 0; i < weights.length; i++)
				sum += (double) weights[place(i)] * images[n * weights.length + i];
			return sum;
		}

		private int place(int i) {
			return mirrored ? i - i % WIDTH + WIDTH - 1 - i % WIDTH : i;
		}
	}
}
