package io.github.fijiray.imagej;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;

/** The explained plane as a composite image: its channels, then one channel per mask, in place and in the same pixels. */
public final class ExtremalImage {

	private ExtremalImage() {}

	/**
	 * A 32-bit composite image that keeps intensities, lookup tables, display ranges and calibration of the plane. Shown
	 * are the plane's channels and the foremost mask. With more channels than ImageJ overlays, one is shown at a time,
	 * the foremost mask first.
	 */
	public static ImagePlus of(ExtremalReport report) {
		ImageInput input = report.input();
		PlaneChannels plane = PlaneChannels.of(input.image(), input.slice(), input.frame());
		ImageStack stack = new ImageStack(input.image().getWidth(), input.image().getHeight());
		List<LUT> luts = new ArrayList<>(plane.luts());
		StringBuilder active = new StringBuilder();
		for (int c = 0; c < plane.processors().size(); c++) {
			stack.addSlice(plane.labels().get(c), plane.processors().get(c).convertToFloatProcessor());
			active.append(plane.active().get(c) ? '1' : '0');
		}
		for (int a = 0; a < report.size(); a++) {
			stack.addSlice(report.maskName(a), inPlace(report, a));
			luts.add(maskLut(report, a));
			active.append(a == report.foremost() ? '1' : '0');
		}
		CompositeImage image = composite(input.name() + "_extremal", stack, luts);
		if (image.getMode() == CompositeImage.COMPOSITE) image.setActiveChannels(active.toString());
		else image.setC(plane.processors().size() + report.foremost() + 1);
		calibrate(image, input.image());
		image.setOverlay(ExtremalContours.overlay(report, 0));
		image.setProperty("Info", ExtremalTable.info(report));
		return image;
	}

	private static CompositeImage composite(String title, ImageStack stack, List<LUT> luts) {
		ImagePlus channels = new ImagePlus(title, stack);
		channels.setDimensions(stack.getSize(), 1, 1);
		CompositeImage image = new CompositeImage(channels, CompositeImage.COMPOSITE);
		image.setLuts(luts.toArray(LUT[]::new));
		return image;
	}

	/** The mask where its region lies in the plane; 0 outside. */
	private static ImageProcessor inPlace(ExtremalReport report, int area) {
		ImagePlus image = report.input().image();
		Rectangle region = report.input().region();
		FloatProcessor whole = new FloatProcessor(image.getWidth(), image.getHeight());
		whole.insert(new FloatProcessor(region.width, region.height, report.masks().get(area)), region.x, region.y);
		return whole;
	}

	/**
	 * Black where the mask is 0, so that the mask leaves no trace there when the channels are added up; darker than the
	 * contours' colour where it is 1, so that the image beneath stays visible.
	 */
	private static LUT maskLut(ExtremalReport report, int area) {
		LUT lut = LUT.createLutFromColor(report.color(area).darker().darker());
		lut.min = 0;
		lut.max = 1;
		return lut;
	}

	private static void calibrate(ImagePlus image, ImagePlus original) {
		Calibration calibration = original.getCalibration().copy();
		calibration.disableDensityCalibration();
		image.setCalibration(calibration);
	}
}
