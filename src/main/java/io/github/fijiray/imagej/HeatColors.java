package io.github.fijiray.imagej;

import ij.process.LUT;

import java.awt.Color;

/** Colours of a heat map: from black over violet and orange to bright yellow. */
final class HeatColors {

	private HeatColors() {}

	/** @param heat from 0 to 1 */
	static Color at(double heat) {
		double kept = Math.max(0, Math.min(1, heat));
		return AreaColors.mix(Color.BLACK, AreaColors.ramp(1 - kept), Math.min(1, 2.5 * kept));
	}

	static LUT lut() {
		byte[] red = new byte[256], green = new byte[256], blue = new byte[256];
		for (int i = 0; i < 256; i++) {
			Color color = at(i / 255.0);
			red[i] = (byte) color.getRed();
			green[i] = (byte) color.getGreen();
			blue[i] = (byte) color.getBlue();
		}
		return new LUT(red, green, blue);
	}
}
