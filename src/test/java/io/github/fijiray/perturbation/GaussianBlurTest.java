package io.github.fijiray.perturbation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianBlurTest {

	private static final int HEIGHT = 23;
	private static final int WIDTH = 31;

	@ParameterizedTest
	@ValueSource(doubles = { 0.2, 0.7, 2, 5, 20, 130 })
	void agreesWithTheFormulaInDoublePrecision(double sigma) {
		final float[] image = random(2 * HEIGHT * WIDTH);
		final float[] blurred = new GaussianBlur(sigma).blur(image, HEIGHT, WIDTH);
		final float[] expected = new float[image.length];
		for (int i = 0; i < image.length; i++)
			expected[i] = (float) blurred(image, sigma, i);
		assertArrayEquals(expected, blurred, 2e-6f);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.2, 3, 20, 100 })
	void aConstantImageStaysConstantUpToTheBorder(double sigma) {
		final float[] image = new float[HEIGHT * WIDTH];
		Arrays.fill(image, 2.5f);
		for (float x : new GaussianBlur(sigma).blur(image, HEIGHT, WIDTH))
			assertEquals(2.5f, x, 2e-6f);
	}

	@Test
	void zeroSigmaCopies() {
		final float[] image = random(HEIGHT * WIDTH);
		assertArrayEquals(image, new GaussianBlur(0).blur(image, HEIGHT, WIDTH));
	}

	@Test
	void refusesANegativeSigma() {
		assertThrows(IllegalArgumentException.class, () -> new GaussianBlur(-1));
	}

	/** Σ g(u-v) x(v) / Σ g(u-v) over the whole channel, truncated as documented. */
	private static double blurred(float[] image, double sigma, int u) {
		final int channel = u / (HEIGHT * WIDTH) * HEIGHT * WIDTH, reach = (int) Math.ceil(4 * sigma);
		double sum = 0, weights = 0;
		for (int v = channel; v < channel + HEIGHT * WIDTH; v++) {
			final int dy = v / WIDTH - u / WIDTH, dx = v % WIDTH - u % WIDTH;
			if (Math.abs(dy) > reach || Math.abs(dx) > reach) continue;
			final double weight = Math.exp(-(dy * dy + dx * dx) / (2 * sigma * sigma));
			sum += weight * image[v];
			weights += weight;
		}
		return sum / weights;
	}

	private static float[] random(int n) {
		final Random random = new Random(3);
		final float[] image = new float[n];
		for (int i = 0; i < n; i++)
			image[i] = random.nextFloat();
		return image;
	}
}
