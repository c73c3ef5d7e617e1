package io.github.fijiray.imagej.extremal;

import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.attribution.extremal.MaskArithmetic;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.mask.MaskProperties;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;

import java.awt.Color;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** A made-up result: round masks about a bright cell. */
public final class SyntheticReport {

	static final int SIZE = 160;

	private SyntheticReport() {}

	/** 16 bit, two channels, 0.2 µm pixels. */
	public static ImagePlus cells() {
		ImageStack stack = new ImageStack(SIZE, SIZE);
		Random random = new Random(7);
		for (int channel = 0; channel < 2; channel++) {
			short[] pixels = new short[SIZE * SIZE];
			for (int i = 0; i < pixels.length; i++) {
				double cell = 0;
				for (int[] centre : new int[][] { { 60, 70 }, { 120, 40 }, { 110, 125 } })
					cell += bell(i, centre[0], centre[1], channel == 0 ? 9 : 16);
				pixels[i] = (short) (300 + 2500 * cell + 60 * random.nextGaussian());
			}
			stack.addSlice(channel == 0 ? "nucleus" : "marker", new ShortProcessor(SIZE, SIZE, pixels, null));
		}
		ImagePlus image = new ImagePlus("two cells.tif", stack);
		image.setDimensions(2, 1, 1);
		CompositeImage composite = new CompositeImage(image, CompositeImage.COMPOSITE);
		composite.setLuts(new LUT[] { lut(Color.BLUE, 250, 3000), lut(Color.GREEN, 250, 3000) });
		composite.getCalibration().setUnit("µm");
		composite.getCalibration().pixelWidth = composite.getCalibration().pixelHeight = 0.2;
		return composite;
	}

	static ImagePlus colours() {
		ImageProcessor pixels = new ColorProcessor(SIZE, SIZE);
		for (int i = 0; i < SIZE * SIZE; i++)
			pixels.set(i, new Color((float) bell(i, 60, 70, 30), (float) bell(i, 80, 80, 40), 0.3f).getRGB());
		return new ImagePlus("colours.png", pixels);
	}

	/** A preservation game whose 10 % mask is a*. */
	public static ExtremalReport of(ImagePlus image, double... areas) {
		ImageInput input = ImageInput.of(image);
		Rectangle region = input.region();
		List<ExtremalMask> found = new ArrayList<>();
		List<float[]> masks = new ArrayList<>();
		for (double area : areas) {
			double radius = Math.sqrt(area * region.width * region.height / Math.PI);
			float[] mask = new float[region.width * region.height];
			for (int i = 0; i < mask.length; i++) {
				int x = i % region.width + region.x;
				int y = i / region.width + region.y;
				double wobble = radius * (1 + 0.15 * Math.sin(3 * Math.atan2(y - 70, x - 60)));
				mask[i] = (float) (1 / (1 + Math.exp((Math.hypot(x - 60, y - 70) - wobble) / 2.5)));
			}
			masks.add(mask);
			found.add(new ExtremalMask(area, mask, MaskProperties.of(mask, region.height, region.width), (float) (2 + 11 * (1 -
				Math.exp(-area / 0.06))), (float) (8 * Math.exp(-area / 0.1))));
		}
		OptionalDouble optimal = found.stream().filter(mask -> mask.scoreKept() >= 10).mapToDouble(ExtremalMask::area)
			.min();
		ExtremalResult result = new ExtremalResult(ExtremalSettings.defaults().withAreas(areas), 1, region.height,
			region.width, found, 10f, 1.2f, optimal, 80, MaskArithmetic.JAVA);
		return new ExtremalReport(input, result, masks, new Provenance(Path.of("models", "sound.onnx"),
			"0123456789abcdef0123456789abcdef", "parasitized", "0-1 scaling, stretched to 44 x 44", "CPU", "0.1.0"), "");
	}

	private static LUT lut(Color color, double min, double max) {
		LUT lut = LUT.createLutFromColor(color);
		lut.min = min;
		lut.max = max;
		return lut;
	}

	private static double bell(int i, int x, int y, double radius) {
		double distance = Math.hypot(i % SIZE - x, i / SIZE - y) / radius;
		return Math.exp(-distance * distance / 2);
	}
}
