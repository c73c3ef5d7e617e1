package io.github.fijiray.imagej.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.imagej.ImageInput;

import java.awt.Color;
import java.awt.image.BufferedImage;

import ij.ImagePlus;
import ij.process.ByteProcessor;

import org.junit.jupiter.api.Test;

class HeatLegendTest {

	@Test
	void warmIsStrongAndNothingIsBlack() {
		BufferedImage page = page(false);
		assertTrue(redness(page, HeatLegend.LENGTH - 1) > 50);
		assertEquals(Color.BLACK, at(page, 0));
	}

	@Test
	void coldIsAgainstTheClassAndZeroIsInTheMiddle() {
		BufferedImage page = page(true);
		assertTrue(redness(page, HeatLegend.LENGTH - 1) > 50);
		assertTrue(redness(page, 0) < -50);
		assertTrue(at(page, HeatLegend.LENGTH / 2).getRGB() != at(page, 0).getRGB());
		assertTrue(Math.abs(redness(page, HeatLegend.LENGTH / 2)) < 20);
	}

	private static int redness(BufferedImage page, int x) {
		return at(page, x).getRed() - at(page, x).getBlue();
	}

	private static Color at(BufferedImage page, int x) {
		return new Color(page.getRGB(HeatLegend.RIGHT - HeatLegend.LENGTH + x, HeatLegend.TOP + HeatLegend.THICKNESS / 2));
	}

	private static BufferedImage page(boolean signed) {
		FigurePage page = new FigurePage(ImageInput.of(new ImagePlus("cells", new ByteProcessor(64, 48))), 3, 3);
		HeatLegend.draw(page, signed);
		return page.finish();
	}
}
