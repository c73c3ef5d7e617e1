package io.github.fijiray.perturbation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every perturbation owes, and what each kind does. */
class PerturbationTest {

	private static final int CHANNELS = 3;
	private static final int HEIGHT = 17;
	private static final int WIDTH = 22;
	private static final int PIXELS = HEIGHT * WIDTH;
	private static final int LENGTH = CHANNELS * PIXELS;
	private static final float[] IMAGE = random(LENGTH, 1);
	private static final float[] BLACK = { -2, -1.5f, 0.25f };

	static Stream<Perturbation> perturbations() {
		return Stream.of(new BlurPerturbation(IMAGE, HEIGHT, WIDTH, 4), //
			new FadePerturbation(IMAGE, HEIGHT, WIDTH, BLACK), //
			new ChannelPerturbation(IMAGE, CHANNELS, HEIGHT, WIDTH));
	}

	@ParameterizedTest
	@MethodSource("perturbations")
	void onesKeepTheImageExactly(Perturbation perturbation) {
		assertArrayEquals(IMAGE, apply(perturbation, mask(1), Part.KEPT, false));
	}

	@ParameterizedTest
	@MethodSource("perturbations")
	void theRemovedPartIsTheKeptPartOfTheComplement(Perturbation perturbation) {
		final float[] mask = random(PIXELS, 2), complement = new float[PIXELS];
		for (int i = 0; i < PIXELS; i++)
			complement[i] = 1 - mask[i];
		assertArrayEquals(apply(perturbation, complement, Part.KEPT, false), apply(perturbation, mask, Part.REMOVED,
			false));
	}

	@ParameterizedTest
	@MethodSource("perturbations")
	void mirroringMirrorsTheImageThatIsWritten(Perturbation perturbation) {
		final float[] mask = random(PIXELS, 2);
		final float[] upright = apply(perturbation, mask, Part.KEPT, false);
		assertArrayEquals(mirror(upright), apply(perturbation, mask, Part.KEPT, true));
	}

	@ParameterizedTest
	@MethodSource("perturbations")
	void gradientAgreesWithFiniteDifferences(Perturbation perturbation) {
		final float[] mask = random(PIXELS, 2), weights = random(LENGTH, 4);
		for (Part part : Part.values()) {
			for (boolean mirrored : new boolean[] { false, true }) {
				final float[] gradient = new float[PIXELS];
				perturbation.backward(mask, part, mirrored, weights, 0, gradient);
				for (int i = 0; i < PIXELS; i += 7) {
					// Away from the kinks of the blur, which is linear in between.
					final float centre = (float) (Math.floor(8 * mask[i]) + 0.5) / 8, h = 1 / 32f;
					final float[] changed = mask.clone();
					changed[i] = centre + h;
					final double above = dot(weights, apply(perturbation, changed, part, mirrored));
					changed[i] = centre - h;
					final double below = dot(weights, apply(perturbation, changed, part, mirrored));
					assertEquals((above - below) / (2 * h), gradient[i], 2e-5);
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("perturbations")
	void worksInsideABatchAndAddsGradients(Perturbation perturbation) {
		final float[] mask = random(PIXELS, 2), batch = new float[3 * LENGTH];
		perturbation.apply(mask, Part.KEPT, true, batch, LENGTH);
		assertArrayEquals(apply(perturbation, mask, Part.KEPT, true), Arrays.copyOfRange(batch, LENGTH, 2 * LENGTH));
		assertArrayEquals(new float[LENGTH], Arrays.copyOf(batch, LENGTH));
		assertArrayEquals(new float[LENGTH], Arrays.copyOfRange(batch, 2 * LENGTH, 3 * LENGTH));

		final float[] once = new float[PIXELS], twice = new float[PIXELS];
		perturbation.backward(mask, Part.KEPT, true, batch, LENGTH, once);
		perturbation.backward(mask, Part.KEPT, true, batch, LENGTH, twice);
		perturbation.backward(mask, Part.KEPT, true, batch, LENGTH, twice);
		for (int i = 0; i < PIXELS; i++)
			assertEquals(2 * once[i], twice[i], 1e-5f);
	}

	@Test
	void zerosBlurWithTheLargestSigmaAndHalfWithHalfOfIt() {
		final Perturbation blur = new BlurPerturbation(IMAGE, HEIGHT, WIDTH, 4);
		assertArrayEquals(new GaussianBlur(4).blur(IMAGE, HEIGHT, WIDTH), apply(blur, mask(0), Part.KEPT, false));
		assertArrayEquals(new GaussianBlur(2).blur(IMAGE, HEIGHT, WIDTH), apply(blur, mask(0.5f), Part.KEPT, false));
	}

	@Test
	void atAKinkTheDerivativeIsTheOneTowardsTheStrongerBlur() {
		final Perturbation blur = new BlurPerturbation(IMAGE, HEIGHT, WIDTH, 4);
		final float[] ones = new float[LENGTH];
		Arrays.fill(ones, 1);
		for (float kink : new float[] { 1, 0.75f, 0.125f })
			assertArrayEquals(gradient(blur, mask(kink - 0.01f), ones), gradient(blur, mask(kink), ones));
		assertArrayEquals(gradient(blur, mask(0.01f), ones), gradient(blur, mask(0), ones));
	}

	@Test
	void zerosFadeToTheReference() {
		final float[] faded = apply(new FadePerturbation(IMAGE, HEIGHT, WIDTH, BLACK), mask(0), Part.KEPT, false);
		for (int i = 0; i < LENGTH; i++)
			assertEquals(BLACK[i / PIXELS], faded[i]);
	}

	@Test
	void theFactoryFollowsKindAndReference() {
		final float[] black = apply(factory(PerturbationKind.FADE, FadeReference.BLACK, 0), mask(0), Part.KEPT, false);
		assertEquals(BLACK[1], black[PIXELS]);

		final float[] mean = apply(factory(PerturbationKind.FADE, FadeReference.MEAN, 0), mask(0), Part.KEPT, false);
		double sum = 0;
		for (int i = 0; i < PIXELS; i++)
			sum += IMAGE[PIXELS + i];
		assertEquals(sum / PIXELS, mean[PIXELS], 1e-6);

		final float[] blur = apply(factory(PerturbationKind.BLUR, FadeReference.BLACK, 3), mask(0), Part.KEPT, false);
		assertArrayEquals(new GaussianBlur(3).blur(IMAGE, HEIGHT, WIDTH), blur);
		final double suitable = BlurPerturbation.defaultSigma(HEIGHT, WIDTH);
		final Perturbation standard = factory(PerturbationKind.BLUR, FadeReference.BLACK, 0);
		assertArrayEquals(new GaussianBlur(suitable).blur(IMAGE, HEIGHT, WIDTH), apply(standard, mask(0), Part.KEPT, false));
	}

	@Test
	void refusesFadeValuesThatDoNotFitTheChannels() {
		final var error = assertThrows(IllegalArgumentException.class, () -> new FadePerturbation(IMAGE, HEIGHT, WIDTH,
			new float[] { 0 }));
		assertEquals(true, error.getMessage().contains("one fade value per channel"), error.getMessage());
	}

	private static Perturbation factory(PerturbationKind kind, FadeReference reference, double sigma) {
		return new PerturbationFactory(kind, reference, sigma, BLACK).perturb(IMAGE, HEIGHT, WIDTH);
	}

	private static float[] apply(Perturbation perturbation, float[] mask, Part part, boolean mirrored) {
		final float[] images = new float[LENGTH];
		perturbation.apply(mask, part, mirrored, images, 0);
		return images;
	}

	private static float[] gradient(Perturbation perturbation, float[] mask, float[] gradImages) {
		final float[] gradient = new float[PIXELS];
		perturbation.backward(mask, Part.KEPT, false, gradImages, 0, gradient);
		return gradient;
	}

	private static float[] mask(float value) {
		final float[] mask = new float[PIXELS];
		Arrays.fill(mask, value);
		return mask;
	}

	private static float[] mirror(float[] rows) {
		final float[] mirrored = new float[rows.length];
		for (int i = 0; i < rows.length; i++)
			mirrored[i] = rows[i / WIDTH * WIDTH + WIDTH - 1 - i % WIDTH];
		return mirrored;
	}

	private static double dot(float[] a, float[] b) {
		double sum = 0;
		for (int i = 0; i < a.length; i++)
			sum += (double) a[i] * b[i];
		return sum;
	}

	private static float[] random(int n, long seed) {
		final Random random = new Random(seed);
		final float[] values = new float[n];
		for (int i = 0; i < n; i++)
			values[i] = random.nextFloat();
		return values;
	}
}
