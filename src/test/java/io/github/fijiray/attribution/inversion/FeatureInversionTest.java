package io.github.fijiray.attribution.inversion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Scorer;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;

/**
 * Into a layer whose first channel is the first channel of the image, and whose second is what the image's second
 * channel has above a threshold.
 */
class FeatureInversionTest {

	private static final int SIZE = 16;
	private static final int PIXELS = SIZE * SIZE;
	private static final float THRESHOLD = 0.6f;
	private static final IntensityRange RANGE = new IntensityRange(new float[] { 0, 0 }, new float[] { 0.3f, 0.3f },
		new float[] { 1, 1 });
	private static final InversionSettings SETTINGS = InversionSettings.defaults().withPasses(80);

	@Test
	void isBrightWhereTheDirectionIsAndDarkWhereItIsNegative() {
		final float[] direction = new float[2 * PIXELS];
		for (int i = 0; i < PIXELS; i++)
			direction[i] = i % SIZE < SIZE / 2 ? 1 : -1;
		final Inversion found = invert(direction)[0];
		double left = 0, right = 0;
		for (int i = 0; i < PIXELS; i++)
			if (i % SIZE < SIZE / 2) left += found.image()[i];
			else right += found.image()[i];
		assertTrue(left / PIXELS * 2 > 0.8 && right / PIXELS * 2 < 0.2, left + " " + right);
		assertEquals(objective(direction, found.image()), found.objective(), 1e-3);
		assertTrue(found.objective() > 0.7 * PIXELS / 2, "objective " + found.objective());
		assertEquals(SETTINGS.passes(), found.course().length);
	}

	/** The second channel is silent at the plain image that the ascent begins with. */
	@Test
	void wakesAChannelThatAPlainImageDoesNotActivate() {
		final float[] direction = new float[2 * PIXELS];
		Arrays.fill(direction, PIXELS, 2 * PIXELS, 1);
		final Inversion found = invert(direction)[0];
		assertTrue(found.objective() > 10 * found.start() && found.objective() > 0.3 * PIXELS * (1 - THRESHOLD),
			found.start() + " " + found.objective());
	}

	@Test
	void eachDirectionIsInvertedAsIfAlone() {
		final float[] first = FourierPlaneTest.noise(2 * PIXELS, 4), second = FourierPlaneTest.noise(2 * PIXELS, 5);
		final Inversion[] both = invert(first, second);
		assertArrayEquals(invert(first)[0].image(), both[0].image());
		assertArrayEquals(invert(second)[0].image(), both[1].image());
	}

	@Test
	void sameSeedGivesTheSameImageAndAnotherSeedAnother() {
		final float[] direction = FourierPlaneTest.noise(2 * PIXELS, 4);
		final float[] first = invert(direction)[0].image();
		assertArrayEquals(first, invert(direction)[0].image());
		final float[] other = FeatureInversion.invert(new Thresholds(), new float[][] { direction }, RANGE, SETTINGS.withSeed(
			1), Monitor.SILENT)[0].image();
		assertFalse(Arrays.equals(first, other));
	}

	@Test
	void monitorSeesTheImagesGrowAndStopsTheWork() {
		final float[] direction = new float[2 * PIXELS];
		Arrays.fill(direction, 0, PIXELS, 1);
		final double[] seen = new double[2];
		assertThrows(CancellationException.class, () -> FeatureInversion.invert(new Thresholds(), new float[][] {
			direction }, RANGE, SETTINGS, (pass, passes, images) -> {
				if (pass == 1) seen[0] = objective(direction, images[0]);
				seen[1] = objective(direction, images[0]);
				if (pass == 20) throw new CancellationException();
			}));
		assertTrue(seen[1] > 1.3 * seen[0], seen[0] + " " + seen[1]);
	}

	@Test
	void refusesADirectionOfAnotherLayer() {
		assertThrows(IllegalArgumentException.class, () -> invert(new float[3]));
		assertThrows(IllegalArgumentException.class, () -> SETTINGS.withPasses(-1));
	}

	private static Inversion[] invert(float[]... directions) {
		return FeatureInversion.invert(new Thresholds(), directions, RANGE, SETTINGS, Monitor.SILENT);
	}

	private static double objective(float[] direction, float[] image) {
		return FourierPlaneTest.product(direction, new Thresholds().scores(image, 1));
	}

	private static final class Thresholds implements Scorer {

		@Override
		public int channels() {
			return 2;
		}

		@Override
		public int height() {
			return SIZE;
		}

		@Override
		public int width() {
			return SIZE;
		}

		@Override
		public int classes() {
			return 2 * PIXELS;
		}

		@Override
		public float[] scores(float[] images, int count) {
			final float[] activations = Arrays.copyOf(images, count * 2 * PIXELS);
			for (int i = 0; i < activations.length; i++)
				if (i / PIXELS % 2 == 1) activations[i] = Math.max(0, images[i] - THRESHOLD);
			return activations;
		}

		@Override
		public float[] gradient(float[] images, int count, float[] seed, float[] gradient) {
			for (int i = 0; i < count * 2 * PIXELS; i++)
				gradient[i] = i / PIXELS % 2 == 0 || images[i] > THRESHOLD ? seed[i] : 0;
			return scores(images, count);
		}
	}
}
