package io.github.fijiray.attribution.inversion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FourierPlaneTest {

	@ParameterizedTest
	@CsvSource({ "6, 6", "5, 8", "7, 3", "1, 4" })
	void isTheWeightedSumOfWavesAtEachPixel(int height, int width) {
		final FourierPlane plane = new FourierPlane(height, width);
		final float[] spectrum = noise(plane.spectrumSize(), 1);
		final float[] values = plane.plane(spectrum);
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				double expected = 0;
				for (int v = 0; v < height; v++)
					for (int u = 0; u < width; u++) {
						final double frequency = Math.max(1.0 / Math.max(height, width), Math.hypot(Math.min(v, height - v) /
							(double) height, Math.min(u, width - u) / (double) width));
						final double angle = 2 * Math.PI * ((double) v * y / height + (double) u * x / width);
						final int i = 2 * (v * width + u);
						expected += 0.25 / Math.sqrt(height * width) / frequency * (spectrum[i] * Math.cos(angle) - spectrum[i + 1] *
							Math.sin(angle));
					}
				assertEquals(expected, values[y * width + x], 1e-5);
			}
	}

	/** ⟨A s, g⟩ = ⟨s, Aᵀ g⟩. */
	@ParameterizedTest
	@CsvSource({ "6, 6", "5, 8", "7, 3", "12, 15" })
	void backwardIsItsTranspose(int height, int width) {
		final FourierPlane plane = new FourierPlane(height, width);
		final float[] spectrum = noise(plane.spectrumSize(), 1), gradient = noise(height * width, 2);
		assertEquals(product(plane.plane(spectrum), gradient), product(spectrum, plane.backward(gradient)), 1e-4);
	}

	@Test
	void fastSizesAreProductsOfSmallPrimes() {
		assertEquals(270, FourierPlane.fastSize(265));
		assertEquals(120, FourierPlane.fastSize(112));
		assertEquals(1, FourierPlane.fastSize(1));
	}

	static float[] noise(int size, long seed) {
		final Random random = new Random(seed);
		final float[] noise = new float[size];
		for (int i = 0; i < size; i++)
			noise[i] = (float) random.nextGaussian();
		return noise;
	}

	static double product(float[] a, float[] b) {
		double sum = 0;
		for (int i = 0; i < a.length; i++)
			sum += (double) a[i] * b[i];
		return sum;
	}
}
