package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AreaProjectionTest {

	@ParameterizedTest
	@ValueSource(doubles = { 0, 1e-3, 0.05, 0.2, 0.5, 0.8, 0.999, 1 })
	void reachesEveryArea(double area) {
		for (double exponent : new double[] { 0.01, 1, 30 }) {
			final float[] mask = random(exponent);
			mask[3] = 1;
			mask[4] = 0;
			AreaProjection.project(mask, area);
			assertEquals(area, mean(mask), 1e-6);
		}
	}

	@Test
	void keepsOrderAndEndsAndRange() {
		final float[] before = random(1), mask = before.clone();
		before[7] = mask[7] = 0;
		before[8] = mask[8] = 1;
		AreaProjection.project(mask, 0.1);
		assertEquals(0, mask[7]);
		assertEquals(1, mask[8]);
		for (int i = 0; i < mask.length; i++) {
			assertTrue(mask[i] >= 0 && mask[i] <= 1);
			for (int j = 0; j < i; j++)
				assertTrue((before[i] - before[j]) * (mask[i] - mask[j]) >= 0);
		}
	}

	@Test
	void leavesAMaskOfTheAreaAsItIs() {
		final float[] mask = random(1), before = mask.clone();
		AreaProjection.project(mask, mean(mask));
		assertArrayEquals(before, mask, 1e-6f);
	}

	@Test
	void lowersOnesWhereTheyAloneExceedTheArea() {
		final float[] mask = { 1, 1, 0.5f, 0 };
		AreaProjection.project(mask, 0.25);
		assertArrayEquals(new float[] { 0.5f, 0.5f, 0, 0 }, mask);
	}

	@Test
	void raisesZerosWhereTheRestCannotFillTheArea() {
		final float[] mask = { 1, 0.5f, 0, 0 };
		AreaProjection.project(mask, 0.75);
		assertArrayEquals(new float[] { 1, 1, 0.5f, 0.5f }, mask);
	}

	private static double mean(float[] mask) {
		return IntStream.range(0, mask.length).mapToDouble(i -> mask[i]).average().orElseThrow();
	}

	private static float[] random(double exponent) {
		final Random random = new Random(1);
		final float[] mask = new float[500];
		for (int i = 0; i < mask.length; i++)
			mask[i] = (float) Math.pow(random.nextDouble(), exponent);
		return mask;
	}
}
