package io.github.fijiray.imagej.channel;

import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.PlaneComposite;
import io.github.fijiray.imagej.figure.HeatColors;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.LUT;

import java.awt.Rectangle;
import java.util.List;

/** A channel attribution as images: the saliency map on the explained plane, and the selected channels by themselves. */
public final class ChannelImages {

	private ChannelImages() {}

	/** The explained plane with the saliency map (eq. 11) as one more channel, in place and in the same pixels. */
	public static ImagePlus saliency(ChannelReport report) {
		float[] saliency = report.saliency();
		LUT lut = LUT.createLutFromColor(HeatColors.at(0.6).darker());
		lut.min = 0;
		lut.max = largest(saliency);
		ImagePlus image = PlaneComposite.of(report.input(), ChannelTable.KIND.title(report.input()), List.of(
			new PlaneComposite.Channel(report.saliencyName(), saliency, lut)), 0);
		image.setProperty("Info", report.rows().info("FijiRay channel attribution"));
		return image;
	}

	/**
	 * The activations of the selected channels at the layer's resolution, a slice for each, those of the greatest weight
	 * first. Where the layer covers the region, the slices have its size in calibrated units.
	 */
	public static ImagePlus activations(ChannelReport report) {
		ImageStack stack = new ImageStack(report.map().width(), report.map().height());
		float[] weights = report.result().weights();
		for (int k : report.selected())
			stack.addSlice("channel " + k + " weight=" + Notation.score(weights[k]), report.map().places(report
				.activationOf(k)));
		ImagePlus image = new ImagePlus(report.input().name() + " channels of " + report.layer(), stack);
		image.setLut(HeatColors.lut());
		image.setDisplayRange(0, report.selected().stream().mapToDouble(k -> largest(report.activationOf(k))).max()
			.orElse(1));
		Calibration calibration = report.input().image().getCalibration().copy();
		calibration.disableDensityCalibration();
		Rectangle region = report.input().region();
		calibration.pixelWidth *= (double) region.width / stack.getWidth();
		calibration.pixelHeight *= (double) region.height / stack.getHeight();
		image.setCalibration(calibration);
		return image;
	}

	/** The largest of the values, 1 if none is above 0. */
	static float largest(float[] values) {
		float largest = 0;
		for (float value : values)
			largest = Math.max(largest, value);
		return largest > 0 ? largest : 1;
	}
}
