package io.github.fijiray.imagej.figure;

import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.PlaneChannels;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ImageProcessor;
import ij.process.LUT;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** The region that is explained, as ImageJ shows it: its visible channels with their lookup tables and display ranges. */
public final class RegionPicture {

	private RegionPicture() {}

	/**
	 * Needs no display.
	 *
	 * @param width of the picture in pixels, whatever the region's
	 */
	public static BufferedImage of(ImageInput input, int width, int height) {
		PlaneChannels plane = PlaneChannels.of(input.image(), input.slice(), input.frame());
		ImageStack stack = new ImageStack(input.region().width, input.region().height);
		List<LUT> luts = new ArrayList<>();
		for (int c = 0; c < plane.processors().size(); c++) {
			if (!plane.active().get(c)) continue;
			ImageProcessor channel = plane.processors().get(c);
			channel.setRoi(input.region());
			stack.addSlice(channel.crop().convertToFloatProcessor());
			luts.add(plane.luts().get(c));
		}
		ImagePlus channels = new ImagePlus("", stack);
		channels.setDimensions(stack.getSize(), 1, 1);
		CompositeImage composite = new CompositeImage(channels, CompositeImage.COMPOSITE);
		composite.setLuts(luts.toArray(LUT[]::new));
		BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Graphics2D drawing = picture.createGraphics();
		drawing.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
		drawing.drawImage(composite.getImage(), 0, 0, width, height, null);
		drawing.dispose();
		return picture;
	}
}
