package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContourProjectionTest {

	private static final int HEIGHT = 60;
	private static final int WIDTH = 44;

	@ParameterizedTest
	@ValueSource(doubles = { 0.01, 0.05, 0.2, 0.5, 0.8, 0.97 })
	void reachesTheAreaForSmoothNoisyAndOffsetFields(double area) {
		final float[] mask = new float[HEIGHT * WIDTH];
		for (float[] field : new float[][] { cone(0), cone(1e4f), noise() }) {
			for (double slope : new double[] { 0.01, 0.06, 5 }) {
				new ContourProjection(HEIGHT, WIDTH).forward(field, area, slope, mask);
				assertEquals(area, MaskProperties.of(mask, HEIGHT, WIDTH).area(), 2e-7);
			}
		}
	}

	@Test
	void hasTheWantedSlopeOnTheContour() {
		final float[] mask = new float[HEIGHT * WIDTH];
		for (double slope : new double[] { 0.05, 0.1, 0.2 }) {
			new ContourProjection(HEIGHT, WIDTH).forward(cone(0), 0.3, slope, mask);
			assertEquals(slope, MaskProperties.of(mask, HEIGHT, WIDTH).contourSlope(), 0.05 * slope);
		}
	}

	@Test
	void aFlatFieldGivesAFlatMask() {
		final float[] field = new float[HEIGHT * WIDTH], mask = new float[HEIGHT * WIDTH];
		Arrays.fill(field, 7);
		final ContourProjection projection = new ContourProjection(HEIGHT, WIDTH);
		projection.forward(field, 0.2, 0.1, mask);
		for (float m : mask)
			assertEquals(0.2f, m, 1e-6f);
		projection.backward(noise(), field);
		for (float g : field)
			assertTrue(Float.isFinite(g));
	}

	@Test
	void dependsOnItsArgumentsAlone() {
		final float[] fresh = new float[HEIGHT * WIDTH], used = new float[HEIGHT * WIDTH];
		new ContourProjection(HEIGHT, WIDTH).forward(cone(0), 0.1, 0.05, fresh);
		final ContourProjection projection = new ContourProjection(HEIGHT, WIDTH);
		projection.forward(noise(), 0.8, 1, used);
		projection.forward(cone(0), 0.1, 0.05, used);
		assertArrayEquals(fresh, used);
	}

	@Test
	void gradientAgreesWithFiniteDifferencesAtConstantArea() {
		final double area = 0.3;
		final float[] field = cone(0), mask = new float[field.length];
		final ContourProjection projection = new ContourProjection(HEIGHT, WIDTH);
		projection.forward(field, area, 0.05, mask);
		final float[] gradMask = noise(), gradient = new float[field.length];
		projection.backward(gradMask, gradient);
		final double tau = projection.temperature(), h = 1e-4;
		final double[] u = new double[field.length];
		for (int i = 0; i < u.length; i++)
			u[i] = field[i];
		for (int i = 0; i < u.length; i += 97) {
			u[i] = field[i] + h;
			final double above = objective(u, area, tau, gradMask);
			u[i] = field[i] - h;
			assertEquals((above - objective(u, area, tau, gradMask)) / (2 * h), gradient[i], 1e-5);
			u[i] = field[i];
		}
	}

	@Test
	void refusesAreasAndSlopesThatNoMaskHas() {
		final ContourProjection projection = new ContourProjection(HEIGHT, WIDTH);
		final float[] field = cone(0), mask = new float[field.length];
		assertThrows(IllegalArgumentException.class, () -> projection.forward(field, 1, 0.1, mask));
		assertThrows(IllegalArgumentException.class, () -> projection.forward(field, 0.1, 0, mask));
	}

	/** Σ g·m with m projected to the area by bisection in double precision. */
	private static double objective(double[] field, double area, double tau, float[] gradMask) {
		double low = -1e3, high = 1e3;
		for (int i = 0; i < 80; i++) {
			final double b = (low + high) / 2;
			double mean = 0;
			for (double u : field)
				mean += 1 / (1 + Math.exp((b - u) / tau)) / field.length;
			if (mean > area) low = b;
			else high = b;
		}
		double sum = 0;
		for (int i = 0; i < field.length; i++)
			sum += gradMask[i] / (1 + Math.exp((low - field[i]) / tau));
		return sum;
	}

	/** Falls by 1 per pixel from the centre. */
	private static float[] cone(float offset) {
		final float[] field = new float[HEIGHT * WIDTH];
		for (int i = 0; i < field.length; i++)
			field[i] = offset - (float) Math.hypot(i / WIDTH - 31.3, i % WIDTH - 20.8);
		return field;
	}

	private static float[] noise() {
		final Random random = new Random(5);
		final float[] field = new float[HEIGHT * WIDTH];
		for (int i = 0; i < field.length; i++)
			field[i] = (float) random.nextGaussian();
		return field;
	}
}
