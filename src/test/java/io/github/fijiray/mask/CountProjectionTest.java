package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountProjectionTest {

	private static final float[] FIELD = { 0.3f, -1, 2, 0.3f, -0.5f, 1e-3f };

	@ParameterizedTest
	@CsvSource({ "1, 0.5", "2.5, 0.5", "5.9, 0.05", "1, 0.001", "0.1, 3" })
	void softMaskHasTheNumberAskedForAndTheOrderOfTheField(double count, double temperature) {
		final float[] mask = new float[FIELD.length];
		CountProjection.soft(FIELD, count, temperature, mask);
		double sum = 0;
		for (int i = 0; i < mask.length; i++) {
			sum += mask[i];
			for (int j = 0; j < mask.length; j++)
				assertTrue(FIELD[i] <= FIELD[j] || mask[i] >= mask[j]);
		}
		assertEquals(count, sum, 1e-5);
	}

	@Test
	void softMaskOfAllChannelsIsOne() {
		final float[] mask = new float[FIELD.length];
		CountProjection.soft(FIELD, FIELD.length, 0.1, mask);
		assertArrayEquals(new float[] { 1, 1, 1, 1, 1, 1 }, mask, 1e-6f);
	}

	@Test
	void hardMaskKeepsTheLargestAndOfEqualOnesTheFirst() {
		assertArrayEquals(new float[] { 1, 0, 1, 0, 0, 0 }, CountProjection.hard(FIELD, 2));
		assertArrayEquals(new int[] { 2, 0, 3, 5, 4, 1 }, CountProjection.ranking(FIELD));
	}
}
