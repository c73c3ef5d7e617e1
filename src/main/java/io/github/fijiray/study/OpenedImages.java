package io.github.fijiray.study;

import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Quietly;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileInfo;
import ij.process.ColorProcessor;
import ij.process.LUT;

import java.awt.Color;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The image file that is worked on, with its truth. One at a time is held; of a TIFF stack one plane at a time. */
public final class OpenedImages implements AutoCloseable {

	private final TruthFiles truths;
	private StudyImage last;
	private ImagePlus image;
	private Optional<Truth> truth;

	public OpenedImages(TruthFiles truths) {
		this.truths = truths;
	}

	/** @throws IOException if ImageJ cannot read it, or it is not whole */
	public ImagePlus image(StudyImage wanted) throws IOException {
		open(wanted);
		return image;
	}

	/** @throws IllegalArgumentException if there is a file of truth that does not fit the image */
	public Optional<Truth> truth(StudyImage wanted) throws IOException {
		open(wanted);
		if (truth == null) truth = truths.of(wanted, image.getWidth(), image.getHeight());
		return truth;
	}

	/** Lets go of what is held, to have its memory for other work. */
	@Override
	public void close() {
		last = null;
		image = null;
		truth = null;
	}

	private void open(StudyImage wanted) throws IOException {
		if (wanted.equals(last)) return;
		close();
		image = read(wanted);
		last = wanted;
	}

	private static ImagePlus read(StudyImage wanted) throws IOException {
		String path = wanted.file().toString();
		try {
			Optional<TiffFile> tiff = TiffFile.of(wanted.file());
			if (tiff.isPresent()) tiff.get().requireWhole();
			Optional<ImagePlus> stack = tiff.isPresent() && tiff.get().isStack() ? stack(tiff.get()) : Optional.empty();
			if (stack.isPresent()) return stack.get();
			Quietly.Outcome<ImagePlus> opened = Quietly.tried(() -> ImageInput.find(path));
			return channels(opened.value().orElseThrow(() -> new IOException("ImageJ cannot read '" + path + "': " + opened
				.error())));
		}
		catch (RuntimeException e) {
			throw new IOException("ImageJ cannot read '" + path + "': " + e, e);
		}
	}

	/** @return empty if it has one plane in all its channels, or ImageJ cannot leave its planes in the file */
	private static Optional<ImagePlus> stack(TiffFile file) throws IOException {
		Optional<ImagePlus> opened = Quietly.tried(() -> IJ.openVirtual(file.file().toString())).value();
		if (opened.isEmpty() || opened.get().getStackSize() == opened.get().getNChannels()) return Optional.empty();
		ImagePlus planes = opened.get();
		int channels = planes.getNChannels();
		ImagePlus stack = new ImagePlus(planes.getTitle(), new TiffPlanes(planes.getStack(), file.file(), channels));
		stack.setDimensions(channels, planes.getNSlices(), planes.getNFrames());
		stack.setCalibration(planes.getCalibration());
		if (planes instanceof CompositeImage composite) return Optional.of(shown(new CompositeImage(stack, composite
			.getMode()), file.first()));
		stack.setDisplayRange(planes.getDisplayRangeMin(), planes.getDisplayRangeMax());
		return Optional.of(stack);
	}

	/** With lookup tables and display ranges as they are in the file: a virtual stack of ImageJ's lacks them. */
	private static CompositeImage shown(CompositeImage image, FileInfo saved) {
		for (int c = 0; c < image.getNChannels(); c++) {
			LUT lut = image.getChannelLut(c + 1);
			if (saved.channelLuts != null && c < saved.channelLuts.length) {
				byte[] colours = saved.channelLuts[c];
				LUT own = new LUT(Arrays.copyOfRange(colours, 0, 256), Arrays.copyOfRange(colours, 256, 512), Arrays
					.copyOfRange(colours, 512, 768));
				own.min = lut.min;
				own.max = lut.max;
				lut = own;
			}
			if (saved.displayRanges != null && 2 * c + 1 < saved.displayRanges.length) {
				lut.min = saved.displayRanges[2 * c];
				lut.max = saved.displayRanges[2 * c + 1];
			}
			image.setChannelLut(lut, c + 1);
		}
		return image;
	}

	/** A colour picture is taken apart once, and not for each of its tiles or objects. */
	private static ImagePlus channels(ImagePlus opened) {
		if (opened.getStackSize() > 1 || !(opened.getProcessor() instanceof ColorProcessor colour)) return opened;
		ImageStack stack = new ImageStack(opened.getWidth(), opened.getHeight());
		LUT[] luts = new LUT[3];
		for (int c = 0; c < 3; c++) {
			stack.addSlice(new String[] { "Red", "Green", "Blue" }[c], colour.getChannel(c + 1, null));
			luts[c] = LUT.createLutFromColor(new Color[] { Color.RED, Color.GREEN, Color.BLUE }[c]);
			luts[c].max = 255;
		}
		ImagePlus planes = new ImagePlus(opened.getTitle(), stack);
		planes.setDimensions(3, 1, 1);
		planes.setCalibration(opened.getCalibration());
		CompositeImage channels = new CompositeImage(planes, CompositeImage.COMPOSITE);
		channels.setLuts(luts);
		return channels;
	}
}
