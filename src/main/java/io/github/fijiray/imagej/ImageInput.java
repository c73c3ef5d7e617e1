package io.github.fijiray.imagej;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.io.Opener;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;

/**
 * The part of an ImageJ image that is classified: all channels of the current plane, within the selection's bounding
 * box, in raw intensities.
 *
 * @param image where the pixels come from
 * @param slice z of the plane, from 1
 * @param frame t of the plane, from 1
 * @param region the box within the plane, in pixels
 * @param pixels (x, y, channel), copied; a density calibration is not applied
 * @param typeMaximum the largest value the pixel type can hold: 255, 65535, or 1 for 32-bit images
 * @param rgb whether the channels are red, green and blue of a colour image
 * @param notes what the user should know about how the pixels were taken
 */
public record ImageInput(ImagePlus image, int slice, int frame, Rectangle region, Img<FloatType> pixels,
	double typeMaximum, boolean rgb, List<String> notes)
{

	/**
	 * Takes the current plane of {@code image}. Of a virtual stack only that plane is read.
	 *
	 * @throws IllegalArgumentException if the selection is a line or points, empty, or outside the image
	 */
	public static ImageInput of(ImagePlus image) {
		List<String> notes = new ArrayList<>();
		Rectangle region = region(image, notes);
		int[] position = image.convertIndexToPosition(image.getCurrentSlice());
		List<ImageProcessor> planes = planes(image, position, notes);
		float[] values = new float[planes.size() * region.width * region.height];
		int i = 0;
		for (ImageProcessor plane : planes)
			for (int y = region.y; y < region.y + region.height; y++)
				for (int x = region.x; x < region.x + region.width; x++)
					values[i++] = plane.getf(x, y);
		boolean rgb = planes.size() > image.getNChannels();
		return new ImageInput(image, position[1], position[2], region, ArrayImgs.floats(values, region.width,
			region.height, planes.size()), typeMaximum(image), rgb, List.copyOf(notes));
	}

	/**
	 * Finds an image by the title of an open window, or else opens a file of any format that ImageJ reads.
	 *
	 * @throws IOException if there is no such window or file, or ImageJ cannot read it
	 */
	public static ImagePlus find(String titleOrPath) throws IOException {
		ImagePlus open = WindowManager.getImage(titleOrPath);
		return open != null ? open : open(titleOrPath);
	}

	/** The title without folder and file extension, fit to be the start of a file name. */
	public String name() {
		String title = image.getTitle();
		int dot = title.lastIndexOf('.');
		String stem = dot > 0 ? title.substring(0, dot) : title;
		return stem.strip().replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_");
	}

	/** Whether only a part of the plane is classified. */
	public boolean isCropped() {
		return region.width < image.getWidth() || region.height < image.getHeight();
	}

	private static ImagePlus open(String path) throws IOException {
		try {
			if (!Files.isRegularFile(Path.of(path))) throw new IOException("There is no open image and no file '" + path +
				"'.");
		}
		catch (InvalidPathException e) {
			throw new IOException("There is no open image '" + path + "', and it is not a file name either.", e);
		}
		Opener opener = new Opener();
		opener.setSilentMode(true);
		ImagePlus image = opener.openImage(path);
		if (image == null) throw new IOException("ImageJ cannot read '" + path +
			"' as an image; open it by hand, or save it as TIFF or PNG.");
		return image;
	}

	private static Rectangle region(ImagePlus image, List<String> notes) {
		Rectangle whole = new Rectangle(image.getWidth(), image.getHeight());
		Roi selection = image.getRoi();
		if (selection == null) return whole;
		if (!selection.isArea()) throw new IllegalArgumentException("The selection of '" + image.getTitle() +
			"' has no area (" + selection.getTypeAsString() + "); draw a rectangle, or remove it with Edit > Selection >" +
			" Select None.");
		Rectangle bounds = selection.getBounds();
		Rectangle region = bounds.intersection(whole);
		if (region.isEmpty()) throw new IllegalArgumentException("The selection of '" + image.getTitle() + "' lies outside" +
			" the image or is empty; draw it again, or remove it with Edit > Selection > Select None.");
		if (selection.getType() != Roi.RECTANGLE) notes.add("The selection is not a rectangle: its bounding box (" +
			region.width + " x " + region.height + " pixels at " + region.x + ", " + region.y + ") is classified.");
		if (!region.equals(bounds)) notes.add("The selection reaches beyond the image: the part inside is classified.");
		return region;
	}

	private static List<ImageProcessor> planes(ImagePlus image, int[] position, List<String> notes) {
		List<ImageProcessor> channels = new ArrayList<>();
		for (int channel = 1; channel <= image.getNChannels(); channel++)
			channels.add(image.getStack().getProcessor(image.getStackIndex(channel, position[1], position[2])));
		ImageProcessor first = channels.get(0);
		if (first instanceof ColorProcessor colour) return colours(colour);
		LUT lut = image.getProcessor().getLut();
		if (channels.size() > 1 || image.getBitDepth() != 8 || !image.getProcessor().isColorLut()) return channels;
		// NB: ImageJ calls a lookup table whose colours change gradually a pseudocolour table, any other a palette.
		if (image.getProcessor().isPseudoColorLut()) {
			notes.add("The lookup table of the 8-bit image is for display: its intensities are classified.");
			return channels;
		}
		notes.add("The 8-bit image has a colour palette: its colours (red, green, blue) are classified.");
		first.setLut(lut);
		return colours((ColorProcessor) first.convertToRGB());
	}

	private static List<ImageProcessor> colours(ColorProcessor colour) {
		List<ImageProcessor> channels = new ArrayList<>();
		for (int channel = 1; channel <= 3; channel++)
			channels.add(colour.getChannel(channel, null));
		return channels;
	}

	private static double typeMaximum(ImagePlus image) {
		return switch (image.getBitDepth()) {
			case 8, 24 -> 255;
			case 16 -> 65535;
			default -> 1;
		};
	}
}
