package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

class MaskPropertiesTest {

	@Test
	void measuresARamp() {
		final float[] ramp = new float[5 * 11];
		for (int i = 0; i < ramp.length; i++)
			ramp[i] = i % 11 / 10f;
		final MaskProperties properties = MaskProperties.of(ramp, 5, 11);
		assertEquals(0.5, properties.area(), 1e-6);
		assertEquals(2 / 11.0, properties.binariness(), 1e-6);
		assertEquals(0.1, properties.contourSlope(), 1e-6);
	}

	@Test
	void aSharpEdgeHasSlopeOne() {
		final float[] edge = { 0, 0, 1, 1, 0, 0, 1, 1 };
		assertEquals(new MaskProperties(0.5, 1, 1), MaskProperties.of(edge, 2, 4));
	}

	@Test
	void aMaskWithoutContourHasNoSlope() {
		final float[] flat = new float[12];
		Arrays.fill(flat, 0.25f);
		assertEquals(new MaskProperties(0.25, 0, 0), MaskProperties.of(flat, 3, 4));
	}
}
