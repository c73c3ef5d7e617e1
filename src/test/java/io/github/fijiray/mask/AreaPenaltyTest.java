package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AreaPenaltyTest {

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.05, 0.1, 0.4, 0.8, 1 })
	void equalsTheFormulaWithASort(double area) {
		final int n = 1000;
		final float[] mask = random(n);
		assertEquals(sorted(mask, area), new AreaPenalty(area).addGradient(mask, 1, new float[n]), 1e-9);
	}

	@Test
	void findsTheRankAmongManyEqualAndExtremeValues() {
		final float[] mask = new float[1000];
		Arrays.fill(mask, 0, 300, 1);
		Arrays.fill(mask, 300, 600, 0.25f);
		Arrays.fill(mask, 600, 700, Float.MIN_VALUE);
		mask[999] = -0f;
		for (double area : new double[] { 0.1, 0.3, 0.45, 0.65, 0.9 })
			assertEquals(sorted(mask, area), new AreaPenalty(area).addGradient(mask, 1, new float[1000]), 1e-9);
	}

	@Test
	void gradientAgreesWithFiniteDifferences() {
		final double area = 0.2, weight = 3;
		final float[] mask = random(200), gradient = new float[200];
		new AreaPenalty(area).addGradient(mask, weight, gradient);
		for (int i = 0; i < mask.length; i++) {
			final float m = mask[i];
			mask[i] = m + 1e-4f;
			final double up = mask[i], above = sorted(mask, area);
			mask[i] = m - 1e-4f;
			final double difference = (above - sorted(mask, area)) / (up - mask[i]);
			mask[i] = m;
			assertEquals(weight * difference, gradient[i], 1e-6);
		}
	}

	@Test
	void pixelsOfTheSameValueShareTheirTarget() {
		final float[] mask = { 0.5f, 0.5f, 0.5f, 0.5f }, gradient = new float[4];
		final double penalty = new AreaPenalty(0.25).addGradient(mask, 1, gradient);
		assertEquals(0.25, penalty, 1e-12);
		assertArrayEquals(new float[] { 0.125f, 0.125f, 0.125f, 0.125f }, gradient, 1e-7f);
	}

	@Test
	void isZeroForABinaryMaskOfTheArea() {
		final float[] mask = { 1, 0, 0, 1, 0, 0, 0, 0 }, gradient = new float[8];
		assertEquals(0, new AreaPenalty(0.25).addGradient(mask, 1, gradient), 0);
		assertArrayEquals(new float[8], gradient);
	}

	@Test
	void addsToTheGradient() {
		final float[] mask = random(50), once = new float[50], onOne = new float[50];
		Arrays.fill(onOne, 1);
		new AreaPenalty(0.3).addGradient(mask, 2, once);
		new AreaPenalty(0.3).addGradient(mask, 2, onOne);
		for (int i = 0; i < 50; i++)
			assertEquals(1 + once[i], onOne[i], 1e-6f);
	}

	@Test
	void refusesAreasThatAreNoFractions() {
		assertThrows(IllegalArgumentException.class, () -> new AreaPenalty(5));
		assertThrows(IllegalArgumentException.class, () -> new AreaPenalty(Double.NaN));
	}

	/** eq. 4 divided by n; for a·n a whole number. */
	private static double sorted(float[] mask, double area) {
		final float[] sorted = mask.clone();
		Arrays.sort(sorted);
		double sum = 0;
		for (int i = 0; i < sorted.length; i++)
			sum += Math.pow(sorted[i] - (i < Math.round((1 - area) * sorted.length) ? 0 : 1), 2);
		return sum / sorted.length;
	}

	private static float[] random(int n) {
		final Random random = new Random(n);
		final float[] mask = new float[n];
		for (int i = 0; i < n; i++)
			mask[i] = random.nextFloat();
		return mask;
	}
}
