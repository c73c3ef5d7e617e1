package io.github.fijiray.attribution.inversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpectralImageTest {

	private static final int HEIGHT = 6;
	private static final int WIDTH = 5;

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	void gradientIsThatOfFiniteDifferences(int channels) {
		final SpectralImage image = image(channels);
		image.amplify(40);
		final float[] weights = FourierPlaneTest.noise(channels * HEIGHT * WIDTH, 9);
		final float[][] gradient = new float[channels][HEIGHT * WIDTH];
		for (int i = 0; i < weights.length; i++)
			gradient[i / (HEIGHT * WIDTH)][i % (HEIGHT * WIDTH)] = weights[i];
		image.canvas();
		final float[] found = image.backward(gradient);
		for (int p = 0; p < found.length; p += 7) {
			final float kept = image.parameters()[p];
			image.parameters()[p] = kept + 0.01f;
			final double above = value(image, weights);
			image.parameters()[p] = kept - 0.01f;
			final double below = value(image, weights);
			image.parameters()[p] = kept;
			assertEquals((above - below) / 0.02, found[p], 2e-3);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void intensitiesStayInTheirRangeAndBeginNearTheMean(int channels) {
		final SpectralImage image = image(channels);
		final float[][] plain = image.canvas();
		for (int c = 0; c < channels; c++)
			for (float value : plain[c])
				assertEquals(mean(c), value, 0.1);
		image.amplify(1e5f);
		for (float[] channel : image.canvas())
			for (float value : channel)
				assertTrue(value >= -1 && value <= 2 + channels, "value " + value);
	}

	/** What is changed along the first axis of three channels is their brightness. */
	@Test
	void threeChannelsVaryTogetherAndOthersAlone() {
		for (int channels = 2; channels <= 3; channels++) {
			final SpectralImage image = image(channels);
			image.amplify(0);
			final float[][] before = image.canvas();
			image.parameters()[2] = 5;
			final float[][] after = image.canvas();
			for (int c = 0; c < channels; c++) {
				double change = 0;
				for (int i = 0; i < after[c].length; i++)
					change += Math.abs(after[c][i] - before[c][i]);
				assertEquals(channels == 3 || c == 0, change > 0.1, channels + " channels, channel " + c);
			}
		}
	}

	@Test
	void channelWithoutContrastStaysAsItIs() {
		final SpectralImage image = new SpectralImage(new FourierPlane(HEIGHT, WIDTH), new IntensityRange(new float[] { 4 },
			new float[] { 4 }, new float[] { 4 }), new Random(1));
		for (float value : image.canvas()[0])
			assertEquals(4, value);
	}

	private static SpectralImage image(int channels) {
		final float[] low = new float[channels], mean = new float[channels], high = new float[channels];
		for (int c = 0; c < channels; c++) {
			low[c] = -1;
			mean[c] = mean(c);
			high[c] = 2 + c;
		}
		return new SpectralImage(new FourierPlane(HEIGHT, WIDTH), new IntensityRange(low, mean, high), new Random(1));
	}

	private static float mean(int channel) {
		return 0.2f * channel;
	}

	private static double value(SpectralImage image, float[] weights) {
		final float[][] canvas = image.canvas();
		double sum = 0;
		for (int i = 0; i < weights.length; i++)
			sum += (double) weights[i] * canvas[i / (HEIGHT * WIDTH)][i % (HEIGHT * WIDTH)];
		return sum;
	}
}
