package io.github.fijiray.imagej.figure;

import ij.process.LUT;

import java.awt.Color;
import java.util.function.DoubleFunction;

/** Colours of a heat map: from black over violet and orange to bright yellow, and below zero over blue to bright cyan. */
public final class HeatColors {

	private static final Color BLUE = new Color(0x3d6bf2);
	private static final Color CYAN = new Color(0x9cf4ff);

	private HeatColors() {}

	/** @param heat from 0 to 1 */
	public static Color at(double heat) {
		double kept = Math.max(0, Math.min(1, heat));
		return AreaColors.mix(Color.BLACK, AreaColors.ramp(1 - kept), Math.min(1, 2.5 * kept));
	}

	/** @param cold from 0 to 1 */
	static Color cold(double cold) {
		double kept = Math.max(0, Math.min(1, cold));
		return AreaColors.mix(Color.BLACK, AreaColors.mix(BLUE, CYAN, kept), Math.min(1, 2.5 * kept));
	}

	public static LUT lut() {
		return lut(HeatColors::at);
	}

	/** Cold below the middle, heat above it. */
	public static LUT signedLut() {
		return lut(share -> share < 0.5 ? cold(1 - 2 * share) : at(2 * share - 1));
	}

	private static LUT lut(DoubleFunction<Color> colors) {
		byte[] red = new byte[256], green = new byte[256], blue = new byte[256];
		for (int i = 0; i < 256; i++) {
			Color color = colors.apply(i / 255.0);
			red[i] = (byte) color.getRed();
			green[i] = (byte) color.getGreen();
			blue[i] = (byte) color.getBlue();
		}
		return new LUT(red, green, blue);
	}
}
