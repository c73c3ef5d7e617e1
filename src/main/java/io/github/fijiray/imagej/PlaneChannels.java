package io.github.fijiray.imagej;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/**
 * The channels of one plane of an image, and how they are shown.
 *
 * @param processors one per channel; a colour image has red, green and blue
 * @param luts one per channel, with the display range as its minimum and maximum
 * @param labels one per channel
 * @param active whether each channel is shown
 * @param notes what the user should know about how the channels were taken
 */
public record PlaneChannels(List<ImageProcessor> processors, List<LUT> luts, List<String> labels, List<Boolean> active,
	List<String> notes)
{

	private static final List<Color> RGB = List.of(Color.RED, Color.GREEN, Color.BLUE);
	private static final List<String> RGB_LABELS = List.of("Red", "Green", "Blue");

	/** Reads these planes of the image's stack and no others. */
	public static PlaneChannels of(ImagePlus image, int slice, int frame) {
		ImageProcessor first = plane(image, 1, slice, frame);
		if (first instanceof ColorProcessor colour) return colours(colour, List.of());
		ImageProcessor shown = image.getProcessor();
		boolean coloured = image.getNChannels() == 1 && image.getBitDepth() == 8 && shown.isColorLut();
		// NB: ImageJ calls a lookup table whose colours change gradually a pseudocolour table, any other a palette.
		if (coloured && !shown.isPseudoColorLut()) {
			first.setLut(shown.getLut());
			return colours((ColorProcessor) first.convertToRGB(), List.of(
				"The 8-bit image has a colour palette: its colours (red, green, blue) are classified."));
		}
		return intensities(image, slice, frame, coloured ? List.of(
			"The lookup table of the 8-bit image is for display: its intensities are classified.") : List.of());
	}

	private static PlaneChannels intensities(ImagePlus image, int slice, int frame, List<String> notes) {
		List<ImageProcessor> processors = new ArrayList<>();
		List<LUT> luts = new ArrayList<>();
		List<String> labels = new ArrayList<>();
		List<Boolean> active = new ArrayList<>();
		CompositeImage composite = image instanceof CompositeImage c ? c : null;
		for (int channel = 1; channel <= image.getNChannels(); channel++) {
			processors.add(plane(image, channel, slice, frame));
			luts.add(composite != null ? composite.getChannelLut(channel) : greyOrShown(image));
			String label = image.getStack().getShortSliceLabel(image.getStackIndex(channel, slice, frame));
			labels.add(label != null ? label : "channel " + channel);
			active.add(composite == null || composite.getMode() != CompositeImage.COMPOSITE || composite
				.getActiveChannels()[channel - 1]);
		}
		return new PlaneChannels(processors, luts, labels, active, notes);
	}

	private static LUT greyOrShown(ImagePlus image) {
		LUT lut = (LUT) image.getProcessor().getLut().clone();
		lut.min = image.getDisplayRangeMin();
		lut.max = image.getDisplayRangeMax();
		return lut;
	}

	private static PlaneChannels colours(ColorProcessor colour, List<String> notes) {
		List<ImageProcessor> processors = new ArrayList<>();
		List<LUT> luts = new ArrayList<>();
		for (int channel = 1; channel <= 3; channel++) {
			processors.add(colour.getChannel(channel, null));
			LUT lut = LUT.createLutFromColor(RGB.get(channel - 1));
			lut.min = 0;
			lut.max = 255;
			luts.add(lut);
		}
		return new PlaneChannels(processors, luts, RGB_LABELS, List.of(true, true, true), notes);
	}

	private static ImageProcessor plane(ImagePlus image, int channel, int slice, int frame) {
		return image.getStack().getProcessor(image.getStackIndex(channel, slice, frame));
	}
}
