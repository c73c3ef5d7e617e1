package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AdamTest {

	private static final float EXACT = 1e-6f;

	@Test
	void firstStepIsTheRateWhateverTheGradientsSize() {
		final float[] parameters = { 1, 1 };
		new Adam(2).ascend(parameters, new float[] { 100, -100 }, 0.5f);
		assertArrayEquals(new float[] { 1.5f, 0.5f }, parameters, 1e-5f);
	}

	@Test
	void stepsFollowAlgorithm1() {
		final float[] parameters = { 0 };
		final Adam adam = new Adam(1);
		adam.ascend(parameters, new float[] { 1 }, 0.1f);
		assertEquals(0.1 / 1.001, parameters[0], EXACT);

		// m = 0.9·0.1 - 0.1·3, v = 0.99·0.01 + 0.01·9, corrected by 1 - 0.9² and 1 - 0.99².
		adam.ascend(parameters, new float[] { -3 }, 0.1f);
		final double second = 0.1 * (-0.21 / 0.19) / (Math.sqrt(0.0999 / 0.0199) + 1e-3);
		assertEquals(0.1 / 1.001 + second, parameters[0], EXACT);
	}

	@Test
	void coordinatesThatHardlyMatterHardlyMove() {
		final float[] parameters = { 0, 0 };
		new Adam(2).ascend(parameters, new float[] { 1, 1e-5f }, 1);
		assertEquals(1, parameters[0], 2e-3);
		assertEquals(1e-5 / (1e-5 + 1e-3), parameters[1], EXACT);
	}

	@Test
	void withoutAGradientNothingMoves() {
		final float[] parameters = { 0.25f };
		new Adam(1).ascend(parameters, new float[] { 0 }, 1);
		assertEquals(0.25f, parameters[0]);
	}
}
