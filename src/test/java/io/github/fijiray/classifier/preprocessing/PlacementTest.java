package io.github.fijiray.classifier.preprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.imglib2.img.array.ArrayImgs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Random;

class PlacementTest {

	private static final float TOLERANCE = 1e-6f;

	private static float[] content(ResizeMode mode, int width, int height, int inputWidth, int inputHeight,
		float... pixels)
	{
		return mode.place(width, height, inputWidth, inputHeight).toContent(ArrayImgs.floats(pixels, width, height));
	}

	@Test
	void equalSizesAreCopiedExactly() {
		float[] pixels = random(7 * 5);
		for (ResizeMode mode : ResizeMode.values()) {
			assertArrayEquals(pixels, content(mode, 7, 5, 7, 5, pixels), 0);
			assertArrayEquals(pixels, mode.place(7, 5, 7, 5).toSource(pixels), 0);
		}
	}

	@Test
	void enlargingInterpolatesBetweenPixelCentres() {
		assertArrayEquals(new float[] { 0, 1, 3, 4 }, content(ResizeMode.STRETCH, 2, 1, 4, 1, 0, 4), TOLERANCE);
		assertArrayEquals(new float[] { 0, 1, 3, 4 }, content(ResizeMode.STRETCH, 1, 2, 1, 4, 0, 4), TOLERANCE);
	}

	@Test
	void shrinkingSeesEveryPixel() {
		// Half the size: weights 1/8, 3/8, 3/8, 1/8 inside, and 3/7, 3/7, 1/7 at the border.
		float[] shrunk = content(ResizeMode.STRETCH, 6, 1, 3, 1, 0, 0, 8, 0, 0, 0);
		assertArrayEquals(new float[] { 8 / 7f, 3, 0 }, shrunk, TOLERANCE);
	}

	@Test
	void shrinkingAConstantKeepsIt() {
		float[] pixels = new float[31 * 17];
		Arrays.fill(pixels, 5);
		for (float v : content(ResizeMode.STRETCH, 31, 17, 8, 5, pixels))
			assertEquals(5, v, TOLERANCE);
	}

	@Test
	void cropTakesTheCentreOfTheImageScaledToCover() {
		Placement wide = ResizeMode.CROP.place(6, 2, 2, 2);
		assertEquals(new Placement(6, 2, 6, 2, 2, 0, 2, 2), wide);
		assertArrayEquals(new float[] { 2, 3, 8, 9 }, content(ResizeMode.CROP, 6, 2, 2, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
			11), 0);
		assertEquals(new Placement(640, 480, 302, 227, 37, 0, 227, 227), ResizeMode.CROP.place(640, 480, 227, 227));
		assertEquals(new Placement(480, 640, 227, 302, 0, 37, 227, 227), ResizeMode.CROP.place(480, 640, 227, 227));
	}

	@Test
	void fitShowsTheWholeImage() {
		assertEquals(new Placement(640, 480, 200, 150, 0, 0, 200, 150), ResizeMode.FIT.place(640, 480, 200, 300));
		assertEquals(new Placement(480, 640, 150, 200, 0, 0, 150, 200), ResizeMode.FIT.place(480, 640, 300, 200));
	}

	@Test
	void aMaskOfACropIsZeroWhereNothingWasSeen() {
		float[] source = ResizeMode.CROP.place(6, 2, 2, 2).toSource(new float[] { 1, 0.5f, 0.25f, 0 });
		assertArrayEquals(new float[] { 0, 0, 1, 0.5f, 0, 0, 0, 0, 0.25f, 0, 0, 0 }, source, 0);
		float[] tall = ResizeMode.CROP.place(1, 5, 1, 3).toSource(new float[] { 1, 0.5f, 0.25f });
		assertArrayEquals(new float[] { 0, 1, 0.5f, 0.25f, 0 }, tall, 0);
	}

	@Test
	void cropAndItsInverseAgreeOnWhereThingsAre() {
		// A smooth bump far from the centre keeps its centre of mass through both ways.
		int width = 96;
		int height = 64;
		float[] image = new float[width * height];
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++)
				image[y * width + x] = (float) Math.exp(-(Math.pow(x - 60, 2) + Math.pow(y - 20, 2)) / 50);
		Placement placement = ResizeMode.CROP.place(width, height, 40, 40);
		float[] back = placement.toSource(placement.toContent(ArrayImgs.floats(image, width, height)));
		double sum = 0;
		double sumX = 0;
		double sumY = 0;
		for (int i = 0; i < back.length; i++) {
			sum += back[i];
			sumX += back[i] * (i % width);
			sumY += back[i] * (i / width);
		}
		assertEquals(60, sumX / sum, 0.05);
		assertEquals(20, sumY / sum, 0.05);
	}

	@ParameterizedTest
	@CsvSource({ "32, 32, 96, 64", "32, 32, 101, 67", "32, 32, 17, 23", "224, 224, 640, 480" })
	void aMaskKeepsItsMeanAndRange(int width, int height, int sourceWidth, int sourceHeight) {
		float[] mask = new float[width * height];
		for (int i = 0; i < mask.length; i++)
			mask[i] = (float) (1 / (1 + Math.exp(Math.hypot(i % width - width * 0.4, i / width - height * 0.6) - width *
				0.3)));
		float[] source = ResizeMode.STRETCH.place(sourceWidth, sourceHeight, width, height).toSource(mask);
		assertEquals(mean(mask), mean(source), 0.002);
		for (float v : source)
			assertTrue(v >= 0 && v <= 1);
	}

	private static double mean(float[] values) {
		double sum = 0;
		for (float v : values)
			sum += v;
		return sum / values.length;
	}

	private static float[] random(int length) {
		Random random = new Random(1);
		float[] values = new float[length];
		for (int i = 0; i < length; i++)
			values[i] = random.nextFloat();
		return values;
	}
}
