package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.PerturbationKind;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExtremalPerturbationTest {

	private static final int HEIGHT = 56;
	private static final int WIDTH = 64;
	/** A disc of 9 % of the image, off its centre: all the light there is, and all that class 1 depends on. */
	private static final int DISC_X = 44;
	private static final int DISC_Y = 20;
	private static final int DISC_RADIUS = 10;

	@ParameterizedTest
	@CsvSource({ "PAPER,PRESERVATION,400", "PAPER,DELETION,400", "PAPER,HYBRID,400", "FAST,PRESERVATION,80",
		"FAST,DELETION,80", "FAST,HYBRID,80" })
	void masksLieOnTheOnlyEvidence(Mode mode, Game game, int passes) {
		final ExtremalResult result = explain(settings(mode, passes).withGame(game).withAreas(0.04, 0.08));
		assertTrue(shareOnDisc(result.masks().get(0).mask()) > 0.9, "small mask: " + shareOnDisc(result.masks().get(0)
			.mask()));
		assertTrue(shareOnDisc(result.masks().get(1).mask()) > 0.75, "fitting mask: " + shareOnDisc(result.masks().get(1)
			.mask()));
	}

	@ParameterizedTest
	@CsvSource({ "PAPER,400", "FAST,80" })
	void masksAreNearlyBinary(Mode mode, int passes) {
		for (ExtremalMask mask : explain(settings(mode, passes).withAreas(0.05, 0.1, 0.2, 0.4)).masks())
			assertTrue(mask.properties().binariness() > 0.65, mask.area() + ": " + mask.properties().binariness());
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void areaAskedForIsReached(Mode mode) {
		final ExtremalResult result = explain(settings(mode, 30));
		for (ExtremalMask mask : result.masks())
			assertEquals(mask.area(), mask.areaReached(), 1e-4);
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void scoresAreMeasuredOnTheMaskHandedOut(Mode mode) {
		final ExtremalResult result = explain(settings(mode, 30));
		for (ExtremalMask mask : result.masks()) {
			double inside = 0, outside = 0;
			for (int i = 0; i < HEIGHT * WIDTH; i++) {
				inside += onDisc(i) ? mask.mask()[i] : 0;
				outside += onDisc(i) ? 1 - mask.mask()[i] : 0;
			}
			assertEquals(score(inside), mask.scoreKept(), 1e-4);
			assertEquals(score(outside), mask.scoreRemoved(), 1e-4);
		}
		assertEquals(score(discSize()), result.scoreImage(), 1e-4);
		assertEquals(score(0), result.scorePerturbed(), 1e-4);
	}

	@Test
	void optimalAreaIsTheSmallestThatReachesTheThreshold() {
		final ExtremalSettings settings = settings(Mode.FAST, 60).withAreas(0.6, 0.02, 0.3, 0.1);
		final ExtremalResult half = explain(settings.withThreshold(0.5));
		final double expected = half.masks().stream().filter(mask -> mask.scoreKept() >= 0.5 * half.scoreImage())
			.mapToDouble(ExtremalMask::area).min().orElseThrow();
		assertEquals(expected, half.optimalArea().orElseThrow());
		assertTrue(expected > 0.02);
		assertFalse(explain(settings.withThreshold(1.5)).optimalArea().isPresent());
	}

	@ParameterizedTest
	@CsvSource({ "PAPER,200", "FAST,40" })
	void refiningFindsTheSmallestSufficientAreaWithinTenPercent(Mode mode, int passes) {
		final ExtremalSettings settings = settings(mode, passes).withAreas(0.2, 0.03, 0.1).withThreshold(0.8);
		final ExtremalResult asked = explain(settings), refined = explain(settings.withRefine(true));
		final double optimal = refined.optimalArea().orElseThrow();
		final List<ExtremalMask> masks = refined.masks();
		assertTrue(optimal < asked.optimalArea().orElseThrow());
		assertTrue(masks.size() > 3 && masks.size() <= 8, masks.size() + " masks");
		for (int a = 1; a < masks.size(); a++) {
			final ExtremalMask smaller = masks.get(a - 1), larger = masks.get(a);
			assertTrue(smaller.area() < larger.area());
			if (larger.area() == optimal) assertTrue(smaller.area() >= 0.9 * optimal, smaller.area() + ", " + optimal);
		}
		for (ExtremalMask mask : masks) {
			assertEquals(mask.area(), mask.areaReached(), 1e-4);
			if (mask.area() < optimal) assertTrue(mask.scoreKept() < 0.8 * refined.scoreImage());
		}
		for (ExtremalMask mask : asked.masks())
			assertTrue(masks.stream().anyMatch(same -> same.area() == mask.area() && Arrays.equals(same.mask(), mask.mask())));
		assertTrue(refined.passes() > asked.passes());
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void progressOfARefinementCountsOnAndNeverFallsBack(Mode mode) {
		final int[] passes = { 0 };
		final double[] share = { 0 };
		final int[] masks = { 0 };
		final ExtremalResult result = ExtremalPerturbation.explain(new LightScorer(), image(), 1, settings(mode, 20).withAreas(
			0.05, 0.5).withThreshold(0.1).withRefine(true), (pass, all, shown) -> {
				assertEquals(++passes[0], pass);
				assertTrue((double) pass / all >= share[0] && pass <= all, pass + " of " + all);
				share[0] = (double) pass / all;
				masks[0] = shown.length;
			});
		assertEquals(1, share[0]);
		assertEquals(passes[0], result.passes());
		assertEquals(masks[0], result.masks().size());
	}

	@Test
	void refinementIsLeftOutWhereNothingIsSufficientOrEverythingIs() {
		final ExtremalSettings settings = settings(Mode.FAST, 10).withRefine(true);
		assertEquals(6, explain(settings.withThreshold(1.5)).masks().size());
		final float[] dark = new float[HEIGHT * WIDTH];
		assertEquals(6, ExtremalPerturbation.explain(new LightScorer(), image(dark), 1, settings, Monitor.SILENT).masks()
			.size());
	}

	@Test
	void anImageThatThePerturbationLeavesAsItIsNeedsNoEvidenceWhateverTheRounding() {
		final ExtremalSettings settings = settings(Mode.FAST, 10);
		for (float change : new float[] { -2e-6f, 0, 2e-6f })
			assertTrue(result(settings, 3, 3 + change).needsNoEvidence());
		assertFalse(result(settings, 3, 2.99f).needsNoEvidence());
		assertTrue(result(settings, -3, -2.99f).needsNoEvidence());
		assertFalse(result(settings, -3, -3.01f).needsNoEvidence());
		assertFalse(result(settings.withThreshold(1.5), 3, 3).needsNoEvidence());
	}

	private static ExtremalResult result(ExtremalSettings settings, float scoreImage, float scorePerturbed) {
		return new ExtremalResult(settings, 1, HEIGHT, WIDTH, List.of(), scoreImage, scorePerturbed, OptionalDouble.empty(),
			10, MaskArithmetic.JAVA);
	}

	@ParameterizedTest
	@CsvSource({ "PAPER,800", "FAST,80" })
	void masksOfANeighbouringImageAreAGoodStart(Mode mode, int passes) {
		final ExtremalSettings settings = settings(mode, passes).withAreas(0.04, 0.08);
		final ExtremalResult known = ExtremalPerturbation.explain(new LightScorer(), image(disc(DISC_X - 4, DISC_Y + 3)), 1,
			settings, Monitor.SILENT);
		final ExtremalResult warm = ExtremalPerturbation.explain(new LightScorer(), image(), 1, settings, known,
			Monitor.SILENT);
		assertEquals(passes / 4, warm.passes());
		assertTrue(shareOnDisc(warm.masks().get(0).mask()) > 0.85, "small: " + shareOnDisc(warm.masks().get(0).mask()));
		assertTrue(shareOnDisc(warm.masks().get(1).mask()) > 0.7, "fitting: " + shareOnDisc(warm.masks().get(1).mask()));
		for (int a = 0; a < 2; a++)
			assertTrue(shareOnDisc(warm.masks().get(a).mask()) > shareOnDisc(known.masks().get(a).mask()) + 0.05);
	}

	@ParameterizedTest
	@EnumSource(Game.class)
	void masksThatMissTheEvidenceAreNotStartedFrom(Game game) {
		final ExtremalSettings settings = settings(Mode.FAST, 20).withAreas(0.04, 0.08).withGame(game);
		final ExtremalResult elsewhere = ExtremalPerturbation.explain(new LightScorer(), image(disc(DISC_X - 24, DISC_Y +
			20)), 1, settings, Monitor.SILENT);
		assertStartsAnew(settings, elsewhere);
	}

	@Test
	void masksOfAnotherClassAreNotStartedFrom() {
		final ExtremalSettings settings = settings(Mode.FAST, 20).withAreas(0.04, 0.08);
		final ExtremalResult same = explain(settings);
		assertStartsAnew(settings, new ExtremalResult(settings, 0, HEIGHT, WIDTH, same.masks(), same.scoreImage(), same
			.scorePerturbed(), same.optimalArea(), same.passes(), same.arithmetic()));
	}

	private static void assertStartsAnew(ExtremalSettings settings, ExtremalResult known) {
		final ExtremalResult anew = explain(settings), result = ExtremalPerturbation.explain(new LightScorer(), image(), 1,
			settings, known, Monitor.SILENT);
		assertEquals(anew.passes(), result.passes());
		for (int a = 0; a < anew.masks().size(); a++)
			assertArrayEquals(anew.masks().get(a).mask(), result.masks().get(a).mask());
	}

	@Test
	void masksToStartFromHaveTheSizeOfTheImage() {
		final ExtremalSettings settings = settings(Mode.FAST, 2);
		final ExtremalResult known = explain(settings), other = new ExtremalResult(settings, 1, WIDTH, HEIGHT, known.masks(),
			1, 0, known.optimalArea(), 2, MaskArithmetic.JAVA);
		final IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
			() -> ExtremalPerturbation.explain(new LightScorer(), image(), 1, settings, other, Monitor.SILENT));
		assertTrue(refusal.getMessage().contains("64x56"), refusal.getMessage());
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void sameSeedGivesTheSameMasksWhateverTheNumberOfThreads(Mode mode) throws Exception {
		final ExtremalSettings settings = settings(mode, 12).withSeed(7);
		final ForkJoinPool single = new ForkJoinPool(1), several = new ForkJoinPool(4);
		try {
			final ExtremalResult one = single.submit(() -> explain(settings)).get();
			final ExtremalResult four = several.submit(() -> explain(settings)).get();
			for (int a = 0; a < one.masks().size(); a++)
				assertArrayEquals(one.masks().get(a).mask(), four.masks().get(a).mask());
			assertFalse(Arrays.equals(one.masks().get(0).mask(), explain(settings.withSeed(8)).masks().get(0).mask()));
		}
		finally {
			single.shutdown();
			several.shutdown();
		}
	}

	@ParameterizedTest
	@EnumSource(Mode.class)
	void monitorSeesEveryPassAndStopsAtOnce(Mode mode) {
		final int[] passes = { 0 };
		assertThrows(CancellationException.class, () -> ExtremalPerturbation.explain(new LightScorer(), image(), 1,
			settings(mode, 20), (pass, all, masks) -> {
				assertEquals(++passes[0], pass);
				assertEquals(20, all);
				if (pass == 3) throw new CancellationException();
			}));
		assertEquals(3, passes[0]);
	}

	@Test
	void unknownClassIsRefused() {
		final IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
			() -> ExtremalPerturbation.explain(new LightScorer(), image(), 2, settings(Mode.FAST, 1), Monitor.SILENT));
		assertTrue(refusal.getMessage().contains("0 to 1"), refusal.getMessage());
	}

	private static ExtremalSettings settings(Mode mode, int passes) {
		return ExtremalSettings.defaults().withMode(mode, passes).withPerturbation(PerturbationKind.FADE,
			FadeReference.BLACK);
	}

	private static ExtremalResult explain(ExtremalSettings settings) {
		return ExtremalPerturbation.explain(new LightScorer(), image(), 1, settings, Monitor.SILENT);
	}

	private static PreparedImage image() {
		return image(disc(DISC_X, DISC_Y));
	}

	private static float[] disc(int x, int y) {
		final float[] pixels = new float[HEIGHT * WIDTH];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = Math.hypot(i % WIDTH - x, i / WIDTH - y) <= DISC_RADIUS ? 1 : 0;
		return pixels;
	}

	private static PreparedImage image(float[] pixels) {
		return new PreparedImage(pixels, 1, new float[] { 0 }, new Placement(WIDTH, HEIGHT, 0, 0, WIDTH, HEIGHT, WIDTH,
			HEIGHT), HEIGHT, WIDTH, List.of());
	}

	private static double shareOnDisc(float[] mask) {
		double on = 0, all = 0;
		for (int i = 0; i < mask.length; i++) {
			on += onDisc(i) ? mask[i] : 0;
			all += mask[i];
		}
		return on / all;
	}

	private static boolean onDisc(int pixel) {
		return Math.hypot(pixel % WIDTH - DISC_X, pixel / WIDTH - DISC_Y) <= DISC_RADIUS;
	}

	private static int discSize() {
		int size = 0;
		for (int i = 0; i < HEIGHT * WIDTH; i++)
			size += onDisc(i) ? 1 : 0;
		return size;
	}

	/** The score of class 1 for an amount of light: it saturates, as networks do. */
	private static double score(double light) {
		return 10 * Math.tanh(2 * light / discSize());
	}

	/** Class 0 scores 0, class 1 by the amount of light. */
	private static final class LightScorer implements Scorer {

		@Override
		public int channels() {
			return 1;
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
				scores[2 * n + 1] = (float) score(light(images, n));
			return scores;
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
			for (int n = 0; n < count; n++) {
				final double tanh = score(light(images, n)) / 10;
				final float slope = (float) (20 * (1 - tanh * tanh) / discSize());
				Arrays.fill(gradient, n * HEIGHT * WIDTH, (n + 1) * HEIGHT * WIDTH, seed[2 * n + 1] * slope);
			}
			return scores(images, count);
		}

		private static double light(float[] images, int n) {
			double light = 0;
			for (int i = 0; i < HEIGHT * WIDTH; i++)
				light += images[n * HEIGHT * WIDTH + i];
			return light;
		}
	}
}
