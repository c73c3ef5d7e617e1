package io.github.fijiray.imagej.extremal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.ImageProcessor;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

class ExtremalImageTest {

	@Test
	void intensitiesCalibrationAndDisplayStayAsTheyWere() {
		ImagePlus cells = SyntheticReport.cells();
		CompositeImage image = (CompositeImage) ExtremalImage.of(SyntheticReport.of(cells, 0.05, 0.1));
		for (int c = 1; c <= 2; c++) {
			assertArrayEquals((float[]) cells.getStack().getProcessor(c).convertToFloat().getPixels(), (float[]) image
				.getStack().getPixels(c));
			assertEquals(cells.getStack().getSliceLabel(c), image.getStack().getSliceLabel(c));
			assertEquals(3000, image.getChannelLut(c).max);
		}
		assertEquals("µm", image.getCalibration().getUnit());
		assertEquals(0.2, image.getCalibration().pixelWidth);
	}

	@Test
	void masksFollowTheChannelsAndTheForemostIsShown() {
		CompositeImage image = (CompositeImage) ExtremalImage.of(SyntheticReport.of(SyntheticReport.cells(), 0.05, 0.1,
			0.2));
		assertEquals(5, image.getNChannels());
		assertEquals("mask a=0.1 score=10.9", image.getStack().getSliceLabel(4));
		assertArrayEquals(new boolean[] { true, true, false, true, false }, Arrays.copyOf(image.getActiveChannels(), 5));
		assertEquals(CompositeImage.COMPOSITE, image.getMode());
	}

	@Test
	void theMaskOfASelectionLiesInPlace() {
		ImagePlus cells = SyntheticReport.cells();
		cells.setRoi(new Roi(30, 40, 70, 60));
		ExtremalReport report = SyntheticReport.of(cells, 0.2);
		ImageProcessor mask = ExtremalImage.of(report).getStack().getProcessor(3);
		assertEquals(SyntheticReport.SIZE, mask.getWidth());
		assertEquals(report.masks().get(0)[30 * 70 + 30], mask.getf(60, 70));
		assertEquals(0, mask.getf(29, 70));
		assertEquals(0, mask.getf(60, 100));
	}

	@Test
	void anRgbImageBecomesThreeChannels() {
		ImagePlus image = ExtremalImage.of(SyntheticReport.of(SyntheticReport.colours(), 0.1));
		assertEquals(4, image.getNChannels());
		assertEquals("Red", image.getStack().getSliceLabel(1));
	}

	@Test
	void withMoreChannelsThanAnOverlayHoldsTheForemostMaskIsShown() {
		CompositeImage image = (CompositeImage) ExtremalImage.of(SyntheticReport.of(SyntheticReport.colours(), 0.05, 0.1,
			0.2, 0.4, 0.6, 0.8));
		assertEquals(CompositeImage.COLOR, image.getMode());
		assertEquals(5, image.getC());
	}

	@Test
	void contoursEncloseWhatTheMaskKeepsMoreThanHalf() {
		ImagePlus cells = SyntheticReport.cells();
		cells.setRoi(new Roi(20, 20, 100, 100));
		ExtremalReport report = SyntheticReport.of(cells, 0.05, 0.1);
		ExtremalContours.addTo(cells, report);
		ExtremalContours.addTo(cells, report);
		Overlay overlay = cells.getOverlay();
		assertEquals(2, overlay.size());
		assertEquals("mask a=0.1 score=10.9", overlay.get(1).getName());
		for (int a = 0; a < 2; a++) {
			int inside = 0;
			for (float value : report.masks().get(a))
				inside += value >= 0.5f ? 1 : 0;
			assertEquals(inside, overlay.get(a).getContainedPoints().length);
			assertTrue(overlay.get(a).contains(60, 70));
		}
		assertTrue(overlay.get(1).getStrokeWidth() > overlay.get(0).getStrokeWidth());
		assertEquals(1, overlay.get(0).getZPosition());
	}

	@Test
	void theImageTellsWhereItComesFrom() {
		String info = ExtremalImage.of(SyntheticReport.of(SyntheticReport.cells(), 0.05, 0.1)).getInfoProperty();
		assertTrue(info.contains("model_sha256: 0123456789abcdef0123456789abcdef\n"), info);
		assertTrue(info.contains("area: 0.05, 0.1\n"), info);
		assertTrue(info.contains("provider: CPU\n"), info);
	}
}
