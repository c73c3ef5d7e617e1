package io.github.fijiray.attribution.inversion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {

	@ParameterizedTest
	@CsvSource({ "8, 9, 4, 5", "9, 8, 4, 5", "6, 6, 6, 6" })
	void centreIsAPlainCopyOfTheMiddle(int canvasHeight, int canvasWidth, int height, int width) {
		final float[] canvas = FourierPlaneTest.noise(canvasHeight * canvasWidth, 1);
		final float[] seen = new float[height * width];
		View.centre(canvasHeight, canvasWidth, height, width).apply(canvas, seen, 0);
		final int top = (canvasHeight - height) / 2, left = (canvasWidth - width) / 2;
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++)
				assertEquals(canvas[(top + y) * canvasWidth + left + x], seen[y * width + x]);
	}

	@Test
	void backwardIsItsTranspose() {
		final float[] canvas = FourierPlaneTest.noise(20 * 24, 1), seenGradient = FourierPlaneTest.noise(3 + 16 * 18, 2);
		final View view = View.random(20, 24, 16, 18, new Random(5));
		final float[] seen = new float[3 + 16 * 18], canvasGradient = new float[20 * 24];
		view.apply(canvas, seen, 3);
		view.backward(seenGradient, 3, canvasGradient);
		assertEquals(FourierPlaneTest.product(seen, seenGradient), FourierPlaneTest.product(canvas, canvasGradient), 1e-4);
	}

	/** On a ramp the sampled values tell where the samples lie. */
	@Test
	void randomViewsMoveTurnAndScaleALittle() {
		final int size = 224, canvas = 270;
		final float[] ramp = new float[canvas * canvas];
		for (int i = 0; i < ramp.length; i++)
			ramp[i] = i % canvas;
		final Random random = new Random(3);
		for (int n = 0; n < 20; n++) {
			final float[] seen = new float[size * size];
			View.random(canvas, canvas, size, size, random).apply(ramp, seen, 0);
			final int middle = size / 2 * size + size / 2;
			assertEquals((canvas - 1) / 2.0, seen[middle], 8 + 1);
			final double slope = seen[middle + 1] - seen[middle];
			assertTrue(slope >= 0.95 * Math.cos(Math.toRadians(5)) - 1e-3 && slope <= 1.05 + 1e-3, "slope " + slope);
			assertEquals(0, seen[middle + size] - seen[middle], 1.05 * Math.sin(Math.toRadians(5)) + 1e-3);
		}
	}

	@Test
	void sameRandomNumbersGiveTheSameView() {
		final float[] canvas = FourierPlaneTest.noise(400, 1), first = new float[100], second = new float[100];
		View.random(20, 20, 10, 10, new Random(7)).apply(canvas, first, 0);
		View.random(20, 20, 10, 10, new Random(7)).apply(canvas, second, 0);
		assertArrayEquals(first, second);
	}
}
