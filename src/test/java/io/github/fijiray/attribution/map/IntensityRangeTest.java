package io.github.fijiray.attribution.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;

import java.util.List;

import org.junit.jupiter.api.Test;

class IntensityRangeTest {

	@Test
	void eachChannelHasARangeOfItsOwnWithoutItsExtremes() {
		float[] pixels = new float[2 * 200];
		for (int i = 0; i < 200; i++) {
			pixels[i] = i;
			pixels[200 + i] = -0.5f * i;
		}
		pixels[199] = 1000;
		pixels[398] = pixels[399] = -1000;
		assertArrayEquals(new double[] { 197 - 2, 0.5 * (197 - 2) }, IntensityRange.of(image(2, pixels)));
	}

	@Test
	void aFewPixelsOnAnEvenGroundGiveTheWholeRange() {
		float[] pixels = new float[200];
		pixels[7] = 3;
		assertArrayEquals(new double[] { 3 }, IntensityRange.of(image(1, pixels)));
		assertArrayEquals(new double[] { 0 }, IntensityRange.of(image(1, new float[200])));
	}

	private static PreparedImage image(int channels, float[] pixels) {
		return new PreparedImage(pixels, channels, new float[channels], new Placement(20, 10, 20, 10, 0, 0, 20, 10), 10, 20,
			List.of());
	}
}
