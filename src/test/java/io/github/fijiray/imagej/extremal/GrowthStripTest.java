package io.github.fijiray.imagej.extremal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;

import org.junit.jupiter.api.Test;

class GrowthStripTest {

	private static final int GAP = 12;
	private static final int TILE = 260;

	@Test
	void barsAreAsLongAsTheScoreAndSaturate() {
		ExtremalReport report = SyntheticReport.of(SyntheticReport.cells(), 0.02, 0.1, 0.6);
		BufferedImage strip = GrowthStrip.of(report);
		assertEquals(GAP + 4 * (TILE + GAP), strip.getWidth());
		double previous = 0;
		for (int place = 1; place <= 3; place++) {
			double ratio = report.area(place - 1).scoreKept() / report.sufficientScore();
			double expected = TILE * Math.min(GrowthStrip.SATURATION, ratio) / GrowthStrip.SATURATION;
			assertEquals(expected, filled(strip, place), 3);
			assertTrue(expected > previous);
			previous = expected;
		}
	}

	@Test
	void whatIsNotKeptIsBlack() {
		BufferedImage strip = GrowthStrip.of(SyntheticReport.of(SyntheticReport.cells(), 0.05));
		int corner = strip.getRGB(GAP + TILE + GAP + TILE - 2, GAP + TILE - 2);
		assertEquals(Color.BLACK, new Color(corner));
	}

	/** Pixels of the bar of a place that have its colour, but for the mark at 1. */
	private static int filled(BufferedImage strip, int place) {
		int y = GAP + TILE + GAP + 8, filled = 0;
		for (int x = 0; x < TILE; x++) {
			Color color = new Color(strip.getRGB(GAP + place * (TILE + GAP) + x, y));
			if (color.getRed() < 0x80) filled++;
		}
		return filled;
	}
}
