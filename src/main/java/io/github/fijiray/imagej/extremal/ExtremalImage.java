package io.github.fijiray.imagej.extremal;

import io.github.fijiray.imagej.PlaneComposite;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.process.LUT;

import java.util.ArrayList;
import java.util.List;

/** The explained plane as a composite image: its channels, then one channel per mask, in place and in the same pixels. */
public final class ExtremalImage {

	private ExtremalImage() {}

	/**
	 * A 32-bit composite image that keeps intensities, lookup tables, display ranges and calibration of the plane. Shown
	 * are the plane's channels and the foremost mask.
	 */
	public static ImagePlus of(ExtremalReport report) {
		List<PlaneComposite.Channel> masks = new ArrayList<>();
		for (int a = 0; a < report.size(); a++)
			masks.add(new PlaneComposite.Channel(report.maskName(a), report.masks().get(a), maskLut(report, a)));
		CompositeImage image = PlaneComposite.of(report.input(), ExtremalTable.KIND.title(report.input()), masks, report
			.foremost());
		image.setOverlay(ExtremalContours.overlay(report, 0));
		image.setProperty("Info", report.rows().info("FijiRay extremal perturbation"));
		return image;
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
}
