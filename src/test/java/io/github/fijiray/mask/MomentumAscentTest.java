package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MomentumAscentTest {

	private static final float EXACT = 1e-6f;

	@Test
	void firstStepIsTheGradientItself() {
		final float[] parameters = { 0.5f, 0.5f };
		new MomentumAscent(2).ascend(parameters, new float[] { 2, -1 }, 0.1f);
		assertArrayEquals(new float[] { 0.7f, 0.4f }, parameters, EXACT);
	}

	@Test
	void laterStepsMixNineTenthsOfThePastWithOneTenthOfThePresent() {
		final float[] parameters = { 0 };
		final MomentumAscent ascent = new MomentumAscent(1);
		ascent.ascend(parameters, new float[] { 1 }, 0.1f);
		ascent.ascend(parameters, new float[] { -2 }, 0.1f);
		assertEquals(0.1 + 0.1 * 0.7, parameters[0], EXACT);
		ascent.ascend(parameters, new float[] { 3 }, 0.1f);
		assertEquals(0.1 + 0.1 * 0.7 + 0.1 * 0.93, parameters[0], EXACT);
	}

	@Test
	void parametersStayBetween0And1AndTheMomentumGoesOn() {
		final float[] parameters = { 0.9f, 0.1f };
		final MomentumAscent ascent = new MomentumAscent(2);
		ascent.ascend(parameters, new float[] { 5, -5 }, 0.1f);
		assertArrayEquals(new float[] { 1, 0 }, parameters);
		ascent.ascend(parameters, new float[] { -50, 50 }, 0.1f);
		assertArrayEquals(new float[] { 0.95f, 0.05f }, parameters, EXACT);
	}
}
