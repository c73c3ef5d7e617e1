package io.github.fijiray.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.figure.RegionPicture;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedImagesTest {

	@TempDir
	private Path folder;
	private final OpenedImages images = new OpenedImages(TruthFiles.besideImages());

	@Test
	void stacksStayInTheirFile() throws IOException {
		Path file = save(stack(2, 3), "stack.tif");
		ImagePlus opened = images.image(study(file));
		assertTrue(opened.getStack().isVirtual());
		assertEquals(2, opened.getNChannels());
		assertEquals(3, opened.getNSlices());
		assertEquals(0.5, opened.getCalibration().pixelWidth);
		opened.setSlice(5);
		assertEquals(5 * 100, opened.getProcessor().get(3, 2));
	}

	@Test
	void aStackLooksAsInImageJ() throws IOException {
		CompositeImage shown = new CompositeImage(stack(2, 3), CompositeImage.COMPOSITE);
		for (int c = 1; c <= 2; c++) {
			LUT lut = LUT.createLutFromColor(c == 1 ? Color.MAGENTA : Color.YELLOW);
			lut.max = 700 * c;
			shown.setChannelLut(lut, c);
		}
		Path file = save(shown, "stack.tif");
		assertSamePicture(IJ.openImage(file.toString()), images.image(study(file)));
	}

	@Test
	void aPlaneThatCannotBeReadIsNotBlack() throws IOException {
		Path file = save(stack(1, 3), "stack.tif");
		ImagePlus opened = images.image(study(file));
		Files.delete(file);
		assertTrue(assertThrows(UncheckedIOException.class, () -> opened.setSlice(3)).getMessage().contains("stack.tif"));
	}

	@Test
	void filesThatAreCutOffAreRefused() throws IOException {
		for (ImagePlus image : new ImagePlus[] { stack(1, 3), stack(2, 1), new ImagePlus("", new ByteProcessor(40, 30)) }) {
			Path file = save(image, "whole.tif");
			images.image(study(file));
			byte[] whole = Files.readAllBytes(file);
			Path cut = Files.write(folder.resolve("cut" + image.getStackSize() + ".tif"), Arrays.copyOf(whole, whole.length -
				whole.length / 4));
			String message = assertThrows(IOException.class, () -> images.image(study(cut))).getMessage();
			assertTrue(message.contains("cut off"), message);
		}
	}

	@Test
	void coloursAreThreeChannelsThatLookTheSame() throws IOException {
		ColorProcessor colours = new ColorProcessor(30, 20);
		for (int i = 0; i < 600; i++)
			colours.set(i, 0xff000000 | i * 7919);
		Path file = save(new ImagePlus("", colours), "colours.tif");
		ImagePlus opened = images.image(study(file));
		assertFalse(opened.getProcessor() instanceof ColorProcessor);
		assertArrayEquals(pixels(ImageInput.of(IJ.openImage(file.toString()))), pixels(ImageInput.of(opened)));
		assertEquals(255, ImageInput.of(opened).source().typeMaximum());
		assertSamePicture(IJ.openImage(file.toString()), opened);
	}

	private static double[] pixels(ImageInput input) {
		double[] values = new double[30 * 20 * input.source().channels()];
		for (int i = 0; i < values.length; i++)
			values[i] = input.source().pixels().getAt(i % 30, i / 30 % 20, i / 600).getRealDouble();
		return values;
	}

	private static void assertSamePicture(ImagePlus expected, ImagePlus actual) {
		BufferedImage first = RegionPicture.of(ImageInput.of(expected), 30, 20);
		BufferedImage second = RegionPicture.of(ImageInput.of(actual), 30, 20);
		assertArrayEquals(first.getRGB(0, 0, 30, 20, null, 0, 30), second.getRGB(0, 0, 30, 20, null, 0, 30));
	}

	/** Plane n holds n · 100 at (3, 2). */
	private static ImagePlus stack(int channels, int slices) {
		ImageStack stack = new ImageStack(30, 20);
		for (int n = 1; n <= channels * slices; n++) {
			ShortProcessor plane = new ShortProcessor(30, 20);
			for (int i = 0; i < 600; i++)
				plane.set(i, n * i);
			plane.set(3, 2, n * 100);
			stack.addSlice(plane);
		}
		ImagePlus image = new ImagePlus("stack", stack);
		image.setDimensions(channels, slices, 1);
		image.setOpenAsHyperStack(true);
		image.getCalibration().pixelWidth = 0.5;
		image.getCalibration().setUnit("um");
		return image;
	}

	private Path save(ImagePlus image, String name) {
		Path file = folder.resolve(name);
		IJ.saveAsTiff(image, file.toString());
		return file;
	}

	private static StudyImage study(Path file) {
		return new StudyImage(file.getFileName().toString(), file, Optional.empty());
	}
}
