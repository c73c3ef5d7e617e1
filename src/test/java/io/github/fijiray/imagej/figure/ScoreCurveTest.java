package io.github.fijiray.imagej.figure;

import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.extremal.SyntheticReport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.gui.Plot;
import ij.process.ImageProcessor;

import java.awt.Color;
import java.awt.Rectangle;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreCurveTest {

	private static final int MARK = new Color(0x2a9d4b).getRGB() & 0xffffff;

	/** With an area of 10 % as the smallest that is enough: to the right of the middle, and to its left. */
	@ParameterizedTest
	@ValueSource(doubles = { 0.05, 0.6 })
	void theTextOfTheOptimalAreaIsLegible(double other) {
		Plot plot = ScoreCurve.plot(SyntheticReport.of(SyntheticReport.cells(), 0.1, other).scores());
		ImageProcessor pixels = plot.getProcessor();
		Rectangle frame = plot.getDrawingFrame();
		int line = (int) Math.round(plot.scaleXtoPxl(10));
		int marked = 0;
		for (int y = frame.y; y < frame.y + frame.height / 4; y++)
			for (int x = frame.x; x < frame.x + frame.width; x++)
				if (Math.abs(x - line) > 4 && (pixels.get(x, y) & 0xffffff) == MARK) marked++;
		assertTrue(marked > 15, "pixels of the text: " + marked);
	}

	@Test
	void scoresAreReadAtAGlance() {
		assertEquals("-3.35", Notation.score(-3.3512));
		assertEquals("22.8", Notation.score(22.82));
		assertEquals("-33609", Notation.score(-33608.7));
	}
}
