package io.github.fijiray.imagej;

import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.SourceImage;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.io.Opener;
import ij.process.ImageProcessor;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import net.imglib2.img.array.ArrayImgs;

/**
 * The part of an ImageJ image that is classified: all channels of the current plane, within the selection's bounding
 * box, in raw intensities.
 *
 * @param image where the pixels come from
 * @param slice z of the plane, from 1
 * @param frame t of the plane, from 1
 * @param region the box within the plane, in pixels
 * @param source a copy of the pixels; a density calibration is not applied
 * @param notes what the user should know about how the pixels were taken
 */
public record ImageInput(ImagePlus image, int slice, int frame, Rectangle region, SourceImage source,
	List<String> notes)
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
		PlaneChannels channels = PlaneChannels.of(image, position[1], position[2]);
		notes.addAll(channels.notes());
		float[] values = new float[channels.processors().size() * region.width * region.height];
		int i = 0;
		for (ImageProcessor channel : channels.processors())
			for (int y = region.y; y < region.y + region.height; y++)
				for (int x = region.x; x < region.x + region.width; x++)
					values[i++] = channel.getf(x, y);
		SourceImage source = new SourceImage(ArrayImgs.floats(values, region.width, region.height, channels.processors()
			.size()), typeMaximum(image));
		return new ImageInput(image, position[1], position[2], region, source, List.copyOf(notes));
	}

	/**
	 * The image of a command: the active one, or that of a title or a file.
	 *
	 * @param titleOrPath blank for the active image
	 */
	public static ImageInput named(String titleOrPath) throws IOException {
		return of(titleOrPath == null || titleOrPath.isBlank() ? active() : find(titleOrPath.strip()));
	}

	/**
	 * The active image.
	 *
	 * @throws IllegalArgumentException if no image is open
	 */
	public static ImagePlus active() {
		ImagePlus image = WindowManager.getCurrentImage();
		if (image == null) throw new IllegalArgumentException(
			"There is no image open; open one first, or name a file with the parameter 'image'.");
		return image;
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
		// NB: 'a.lif - series 2' and '1.5 um' have dots, but no file extension.
		String stem = title.replaceFirst("(?<=.)\\.\\p{Alpha}\\p{Alnum}{0,4}$", "").strip();
		return stem.isEmpty() ? "image" : stem.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_");
	}

	/**
	 * The image as a classifier sees it.
	 *
	 * @throws IllegalArgumentException naming the image, if it does not fit the classifier: it may not be the one that the
	 *           user means
	 */
	public PreparedImage preparedFor(Classifier classifier) {
		try {
			return classifier.prepare(source);
		}
		catch (IllegalArgumentException e) {
			throw new IllegalArgumentException("Image '" + image.getTitle() + "': " + e.getMessage(), e);
		}
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
		ImagePlus image = read(opener, path);
		if (image == null) throw new IOException("ImageJ cannot read '" + path +
			"' as an image; open it by hand, or save it as TIFF or PNG.");
		return image;
	}

	/** A broken file may let ImageJ's reader fail in any way. */
	private static ImagePlus read(Opener opener, String path) throws IOException {
		try {
			return opener.openImage(path);
		}
		catch (RuntimeException e) {
			if (ErrorMessage.isMacroAbort(e)) throw e;
			throw new IOException("ImageJ cannot read '" + path + "': " + e, e);
		}
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

	private static double typeMaximum(ImagePlus image) {
		return switch (image.getBitDepth()) {
			case 8, 24 -> 255;
			case 16 -> 65535;
			default -> 1;
		};
	}
}
