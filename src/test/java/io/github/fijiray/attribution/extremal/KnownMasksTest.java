package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.PerturbationFactory;
import io.github.fijiray.perturbation.PerturbationKind;

import java.util.List;
import java.util.OptionalDouble;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnownMasksTest {

	/** Pixels that speak for the class, and pixels that speak against it. */
	private static final float[] WEIGHTS = { 3, 3, -5, -5 };
	private static final float[] FIRST = { 1, 0, 0, 0 };
	private static final float[] HARMLESS = { 1, 1, 0, 0 };
	private static final float[] HARMFUL = { 1, 1, 1, 1 };
	private static final ExtremalSettings SETTINGS = ExtremalSettings.defaults().withAreas(0.25);

	/** An image may well be worth less to its class than its perturbation. */
	@ParameterizedTest
	@EnumSource(Game.class)
	void masksFitTheImageThatTheyAreOf(Game game) {
		for (float[] image : List.of(HARMLESS, HARMFUL, new float[] { 1, 0, 1, 0 }))
			assertTrue(isStartedFrom(game, image, image));
	}

	@ParameterizedTest
	@EnumSource(Game.class)
	void masksThatMissTheEvidenceDoNotFitWhateverTheImageIsWorth(Game game) {
		assertFalse(isStartedFrom(game, HARMLESS, new float[] { 0, 1, 0, 0 }));
		assertFalse(isStartedFrom(game, HARMFUL, new float[] { 0, 1, 1, 1 }));
		assertFalse(isStartedFrom(game, HARMFUL, new float[] { 0, 1, 0, 0 }));
	}

	@ParameterizedTest
	@EnumSource(Game.class)
	void nothingFitsAnImageThatThePerturbationLeavesAsItIs(Game game) {
		assertFalse(isStartedFrom(game, HARMLESS, new float[4]));
	}

	/** Whether the mask of the first pixel, found in one image, is where the ascents in another one begin. */
	private static boolean isStartedFrom(Game game, float[] known, float[] image) {
		final MaskObjective own = objective(known, game);
		final float[][] masks = { FIRST, new float[4] };
		final float[] kept = own.scores(masks, Part.KEPT), removed = own.scores(masks, Part.REMOVED);
		final ExtremalSettings settings = SETTINGS.withGame(game);
		final ExtremalResult result = new ExtremalResult(settings, 0, 2, 2, List.of(new ExtremalMask(0.25, FIRST, null,
			kept[0], removed[0])), removed[1], kept[1], OptionalDouble.empty(), 1, MaskArithmetic.JAVA);
		return new KnownMasks(result).startFor(objective(image, game), 0, settings).isWarm();
	}

	private static MaskObjective objective(float[] image, Game game) {
		return new MaskObjective(new WeightedSum(), new PerturbationFactory(PerturbationKind.FADE, FadeReference.BLACK, 0,
			new float[] { 0 }).perturb(image, 2, 2), 0, game);
	}

	private static final class WeightedSum implements Scorer {

		@Override
		public int channels() {
			return 1;
		}

		@Override
		public int height() {
			return 2;
		}

		@Override
		public int width() {
			return 2;
		}

		@Override
		public int classes() {
			return 1;
		}

		@Override
		public float[] scores(float[] images, int count) {
			final float[] scores = new float[count];
			for (int i = 0; i < count * WEIGHTS.length; i++)
				scores[i / WEIGHTS.length] += WEIGHTS[i % WEIGHTS.length] * images[i];
			return scores;
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
			throw new UnsupportedOperationException("known masks are only scored");
		}
	}
}
