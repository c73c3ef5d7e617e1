package io.github.fijiray.imagej.figure;

import io.github.fijiray.imagej.ImageInput;

import ij.process.FloatProcessor;
import ij.process.ImageProcessor;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/** A region of an image with a map on it, in the colours of heat, or of cold where the map is negative. */
public final class HeatOverlay {

	/** What is left of the image under a map, so that the reader sees both. */
	private static final float DIMMED = 0.6f;
	private static final double STRONGEST = 0.75;

	private HeatOverlay() {}

	/**
	 * @param region a picture of the region, of any size
	 * @param map {@code float[height][width]} of the region, flattened
	 * @param low the value that is shown as nothing, or below 0 the one that is shown as coldest
	 * @param high the value that is shown as hottest
	 */
	public static BufferedImage of(BufferedImage region, ImageInput input, float[] map, double low, double high) {
		Rectangle size = input.region();
		ImageProcessor values = new FloatProcessor(size.width, size.height, map);
		values.setInterpolationMethod(ImageProcessor.BILINEAR);
		ImageProcessor heat = values.resize(region.getWidth(), region.getHeight());
		BufferedImage heated = new BufferedImage(region.getWidth(), region.getHeight(), BufferedImage.TYPE_INT_RGB);
		for (int y = 0; y < region.getHeight(); y++)
			for (int x = 0; x < region.getWidth(); x++)
				heated.setRGB(x, y, color(region.getRGB(x, y), heat.getf(x, y), low, high));
		return heated;
	}

	/** Draws the border of an object that lies in the region, {@code boolean[height][width]} flattened. */
	public static void outline(BufferedImage picture, ImageInput input, boolean[] inside) {
		Rectangle size = input.region();
		for (int y = 1; y < picture.getHeight(); y++)
			for (int x = 1; x < picture.getWidth(); x++) {
				boolean here = at(inside, size, picture, x, y);
				boolean border = here != at(inside, size, picture, x - 1, y) || here != at(inside, size, picture, x, y - 1);
				if (border) picture.setRGB(x, y, Color.WHITE.getRGB());
			}
	}

	private static boolean at(boolean[] inside, Rectangle size, BufferedImage picture, int x, int y) {
		return inside[y * size.height / picture.getHeight() * size.width + x * size.width / picture.getWidth()];
	}

	/** A pixel of the image with a value of the map on it. */
	static int color(int rgb, double value, double low, double high) {
		double zero = Math.max(0, low);
		boolean cold = value < zero;
		double share = cold ? (low < 0 ? value / low : 0) : (value - zero) / (high - zero);
		double strength = Math.max(0, Math.min(1, share));
		Color dimmed = AreaColors.mix(Color.BLACK, new Color(rgb), DIMMED);
		return AreaColors.mix(dimmed, cold ? HeatColors.cold(strength) : HeatColors.at(strength), STRONGEST * Math.sqrt(
			strength)).getRGB();
	}
}
