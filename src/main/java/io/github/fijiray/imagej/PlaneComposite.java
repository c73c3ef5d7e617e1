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

/** A plane of an image with further channels that belong to it, in place and in the same pixels. */
public final class PlaneComposite {

	/**
	 * A channel to add.
	 *
	 * @param label its name
	 * @param values {@code float[height][width]} of the input's region, flattened
	 * @param lut how it is shown, with the display range as its minimum and maximum
	 */
	public record Channel(String label, float[] values, LUT lut) {}

	private PlaneComposite() {}

	/**
	 * A 32-bit composite image that keeps intensities, lookup tables, display ranges and calibration of the plane. Shown
	 * are the plane's channels and the foremost of the added ones. With more channels than ImageJ overlays, one is shown
	 * at a time, the foremost first.
	 *
	 * @param foremost index of the added channel to show
	 */
	public static CompositeImage of(ImageInput input, String title, List<Channel> added, int foremost) {
		PlaneChannels plane = PlaneChannels.of(input.image(), input.slice(), input.frame());
		ImageStack stack = new ImageStack(input.image().getWidth(), input.image().getHeight());
		List<LUT> luts = new ArrayList<>(plane.luts());
		StringBuilder active = new StringBuilder();
		for (int c = 0; c < plane.processors().size(); c++) {
			stack.addSlice(plane.labels().get(c), plane.processors().get(c).convertToFloatProcessor());
			active.append(plane.active().get(c) ? '1' : '0');
		}
		for (int a = 0; a < added.size(); a++) {
			stack.addSlice(added.get(a).label(), inPlace(input, added.get(a).values()));
			luts.add(added.get(a).lut());
			active.append(a == foremost ? '1' : '0');
		}
		ImagePlus channels = new ImagePlus(title, stack);
		channels.setDimensions(stack.getSize(), 1, 1);
		CompositeImage image = new CompositeImage(channels, CompositeImage.COMPOSITE);
		image.setLuts(luts.toArray(LUT[]::new));
		if (image.getMode() == CompositeImage.COMPOSITE) image.setActiveChannels(active.toString());
		else image.setC(plane.processors().size() + foremost + 1);
		calibrate(image, input.image());
		return image;
	}

	/** The values where their region lies in the plane; 0 outside. */
	private static ImageProcessor inPlace(ImageInput input, float[] values) {
		Rectangle region = input.region();
		FloatProcessor whole = new FloatProcessor(input.image().getWidth(), input.image().getHeight());
		whole.insert(new FloatProcessor(region.width, region.height, values), region.x, region.y);
		return whole;
	}

	private static void calibrate(ImagePlus image, ImagePlus original) {
		Calibration calibration = original.getCalibration().copy();
		calibration.disableDensityCalibration();
		image.setCalibration(calibration);
	}
}
