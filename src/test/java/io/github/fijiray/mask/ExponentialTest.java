package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExponentialTest {

	@Test
	void isAsPreciseAsItSays() {
		final float[] z = new float[4001];
		for (int i = 0; i < z.length; i++)
			z[i] = (i - 2000) / 100f;
		final float[] e = z.clone();
		Exponential.exp(e, 0, e.length);
		for (int i = 0; i < z.length; i++)
			assertEquals(1, e[i] / Math.exp(z[i]), Math.abs(z[i]) <= 10 ? 3e-6 : 5e-5, "exp(" + z[i] + ")");
	}

	@Test
	void changesTheRangeOnly() {
		final float[] a = { 0, 0, 0, 0 };
		Exponential.exp(a, 1, 3);
		assertArrayEquals(new float[] { 0, 1, 1, 0 }, a);
	}
}
