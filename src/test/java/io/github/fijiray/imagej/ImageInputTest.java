package io.github.fijiray.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.VirtualStack;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;

import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import net.imglib2.view.Views;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageInputTest {

	@ParameterizedTest
	@CsvSource({ "B07.tif, B07", "plate.ome.tif, plate.ome", "run.lif - series 2, run.lif - series 2", "a/b: c.czi, a_b_ c",
		"dose 1.5 um, dose 1.5 um", "dose1.5, dose1.5", ".tif, .tif", "no extension, no extension", "' ', image" })
	void filesOfResultsAreNamedAfterTheTitleWithoutItsExtension(String title, String name) {
		assertEquals(name, ImageInput.of(new ImagePlus(title, new ByteProcessor(2, 2))).name());
	}

	@Test
	void intensitiesOfEveryGreyTypeAreRaw() {
		ImageInput eight = ImageInput.of(new ImagePlus("", new ByteProcessor(2, 1, new byte[] { 3, (byte) 200 })));
		ImageInput sixteen = ImageInput.of(new ImagePlus("", new ShortProcessor(2, 1, new short[] { 3, (short) 60000 },
			null)));
		ImageInput float32 = ImageInput.of(new ImagePlus("", new FloatProcessor(2, 1, new float[] { -1.5f, 0.25f })));
		assertArrayEquals(new float[] { 3, 200 }, values(eight));
		assertArrayEquals(new float[] { 3, 60000 }, values(sixteen));
		assertArrayEquals(new float[] { -1.5f, 0.25f }, values(float32));
		assertEquals(List.of(255.0, 65535.0, 1.0), List.of(eight.source().typeMaximum(), sixteen.source().typeMaximum(), float32
			.source().typeMaximum()));
	}

	@Test
	void aDensityCalibrationIsNotApplied() {
		ImagePlus image = new ImagePlus("", new ByteProcessor(1, 1, new byte[] { 100 }));
		image.getCalibration().setFunction(Calibration.STRAIGHT_LINE, new double[] { 5, 2 }, "OD");
		assertArrayEquals(new float[] { 100 }, values(ImageInput.of(image)));
	}

	@Test
	void anRgbImageHasThreeChannels() {
		ImageInput input = ImageInput.of(new ImagePlus("", new ColorProcessor(2, 1, new int[] { 0x010203, 0xff8000 })));
		assertArrayEquals(new float[] { 1, 255, 2, 128, 3, 0 }, values(input));
		assertEquals(255, input.source().typeMaximum());
	}

	@Test
	void aPaletteIsColourAndADisplayRampIsIntensity() {
		byte[] red = new byte[256];
		byte[] green = new byte[256];
		byte[] blue = new byte[256];
		for (int i = 0; i < 256; i++)
			red[i] = green[255 - i] = (byte) (i * 97);
		ByteProcessor indexed = new ByteProcessor(2, 1, new byte[] { 7, 9 });
		indexed.setLut(new LUT(red, green, blue));
		ImageInput palette = ImageInput.of(new ImagePlus("", indexed));
		assertEquals(1, palette.notes().size());
		assertArrayEquals(new float[] { 7 * 97 % 256, 9 * 97 % 256, 248 * 97 % 256, 246 * 97 % 256, 0, 0 }, values(palette));

		ByteProcessor green8 = new ByteProcessor(2, 1, new byte[] { 7, 9 });
		green8.setLut(LUT.createLutFromColor(Color.GREEN));
		ImageInput ramp = ImageInput.of(new ImagePlus("", green8));
		assertArrayEquals(new float[] { 7, 9 }, values(ramp));
		assertEquals(1, ramp.notes().size());
	}

	@Test
	void ofAHyperstackAllChannelsOfTheCurrentPlaneAreTaken() {
		ImagePlus image = numberedHyperstack(2, 3, 2);
		image.setPosition(1, 2, 2);
		ImageInput input = ImageInput.of(image);
		assertArrayEquals(new float[] { 9, 10 }, values(input));
		assertEquals(List.of(2, 2), List.of(input.slice(), input.frame()));
	}

	@Test
	void ofAPlainStackTheCurrentSliceIsTaken() {
		ImagePlus image = numberedHyperstack(1, 5, 1);
		image.setSlice(4);
		assertArrayEquals(new float[] { 4 }, values(ImageInput.of(image)));
	}

	@Test
	void ofAVirtualStackOnlyTheCurrentPlaneIsRead() {
		List<Integer> read = new ArrayList<>();
		VirtualStack stack = new VirtualStack(1, 1, null, null) {

			@Override
			public int getSize() {
				return 1000;
			}

			@Override
			public ImageProcessor getProcessor(int n) {
				read.add(n);
				return new ByteProcessor(1, 1, new byte[] { (byte) n });
			}

			@Override
			public String getSliceLabel(int n) {
				return null;
			}
		};
		ImagePlus image = new ImagePlus("", stack);
		image.setSlice(30);
		read.clear();
		assertArrayEquals(new float[] { 30 }, values(ImageInput.of(image)));
		assertEquals(List.of(30), read.stream().distinct().toList());
	}

	@Test
	void theSelectionsBoxIsTaken() {
		ImagePlus image = IJ.createImage("", "16-bit ramp", 10, 8, 1);
		image.setRoi(new Roi(2, 3, 4, 2));
		ImageInput input = ImageInput.of(image);
		assertEquals(new Rectangle(2, 3, 4, 2), input.region());
		assertEquals(image.getProcessor().getf(2, 3), values(input)[0]);
		assertEquals(image.getProcessor().getf(5, 4), values(input)[7]);
		assertTrue(input.notes().isEmpty());
		assertTrue(input.isCropped());
	}

	@Test
	void aRoundOrProtrudingSelectionIsTakenByItsBoxAndSaid() {
		ImagePlus image = IJ.createImage("", "8-bit", 10, 8, 1);
		image.setRoi(new OvalRoi(6, 2, 8, 4));
		ImageInput input = ImageInput.of(image);
		assertEquals(new Rectangle(6, 2, 4, 4), input.region());
		assertEquals(2, input.notes().size());
	}

	@Test
	void selectionsWithoutAnAreaInTheImageAreRefused() {
		ImagePlus image = IJ.createImage("cells", "8-bit", 10, 8, 1);
		for (Roi selection : List.of(new Line(1, 1, 5, 5), new Roi(20, 20, 5, 5))) {
			image.setRoi(selection);
			IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> ImageInput.of(image));
			assertTrue(error.getMessage().contains("'cells'"), error.getMessage());
		}
	}

	@Test
	void aFileIsOpenedAndWhatIsNoImageRefused(@TempDir Path folder) throws IOException {
		Path file = folder.resolve("my cells.tif");
		IJ.saveAsTiff(IJ.createImage("", "16-bit ramp", 6, 5, 1), file.toString());
		ImagePlus image = ImageInput.find(file.toString());
		assertEquals(16, image.getBitDepth());
		assertEquals("my cells", ImageInput.of(image).name());

		Path text = Files.writeString(folder.resolve("notes.tif"), "no image");
		assertTrue(assertThrows(IOException.class, () -> ImageInput.find(text.toString())).getMessage().contains(
			"cannot read"));
		Path broken = Files.writeString(folder.resolve("broken.pgm"), "P5\n-5 5\n255\n");
		assertTrue(assertThrows(IOException.class, () -> ImageInput.find(broken.toString())).getMessage().contains(
			"cannot read '" + broken));
		assertTrue(assertThrows(IOException.class, () -> ImageInput.find("missing.tif")).getMessage().contains(
			"'missing.tif'"));
	}

	/** Plane n of the stack has the value n. */
	private static ImagePlus numberedHyperstack(int channels, int slices, int frames) {
		ImageStack stack = new ImageStack(1, 1);
		for (int n = 1; n <= channels * slices * frames; n++)
			stack.addSlice(new ByteProcessor(1, 1, new byte[] { (byte) n }));
		ImagePlus image = new ImagePlus("", stack);
		image.setDimensions(channels, slices, frames);
		image.setOpenAsHyperStack(true);
		return image;
	}

	private static float[] values(ImageInput input) {
		float[] values = new float[(int) input.source().pixels().size()];
		int[] i = { 0 };
		Views.flatIterable(input.source().pixels()).forEach(value -> values[i[0]++] = value.getRealFloat());
		return values;
	}
}
