package io.github.fijiray.imagej.extremal;

import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.figure.RegionPicture;

import ij.process.FloatProcessor;
import ij.process.ImageProcessor;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What masks of growing area keep, side by side on black, with a bar for each: the score Φ(m⊗x) over the sufficient score
 * Φ0, which saturates at {@value #SATURATION} (Fong, Patrick, Vedaldi, ICCV 2019, fig. 5).
 */
public final class GrowthStrip {

	static final double SATURATION = 1.25;

	private static final int WIDTH = 1616;
	private static final int GAP = 12;
	private static final int LARGEST_TILE = 260;
	private static final int BAR = 16;
	private static final int CAPTION = 34;
	private static final Color SUFFICIENT = new Color(0x2a9d4b);
	private static final Color INSUFFICIENT = new Color(0x1666b0);
	private static final Color EMPTY = new Color(0xe3e6ea);
	private static final Color INK = new Color(0x1c1f23);

	private final ExtremalReport report;
	private final int tileWidth;
	private final int tileHeight;
	private final BufferedImage strip;
	private final Graphics2D g;

	private GrowthStrip(ExtremalReport report) {
		this.report = report;
		Rectangle region = report.input().region();
		int tiles = report.size() + 1;
		tileWidth = Math.max(24, Math.min(LARGEST_TILE, (WIDTH - GAP) / tiles - GAP));
		tileHeight = Math.max(1, Math.round((float) tileWidth * region.height / region.width));
		strip = new BufferedImage(GAP + tiles * (tileWidth + GAP), GAP + tileHeight + GAP + BAR + CAPTION,
			BufferedImage.TYPE_INT_RGB);
		g = strip.createGraphics();
		g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		g.setColor(Color.WHITE);
		g.fillRect(0, 0, strip.getWidth(), strip.getHeight());
	}

	/** Draws the strip: the image, and then the areas from the smallest on. Needs no display. */
	public static BufferedImage of(ExtremalReport report) {
		GrowthStrip drawing = new GrowthStrip(report);
		drawing.draw();
		drawing.g.dispose();
		return drawing.strip;
	}

	private void draw() {
		BufferedImage region = RegionPicture.of(report.input(), tileWidth, tileHeight);
		g.drawImage(region, x(0), GAP, null);
		List<Integer> areas = IntStream.range(0, report.size()).boxed().sorted(Comparator.comparing(a -> report.area(a)
			.area())).toList();
		caption(0, "Score (1 is enough)");
		for (int i = 0; i < areas.size(); i++) {
			int area = areas.get(i);
			g.drawImage(kept(region, area), x(i + 1), GAP, null);
			double ratio = report.area(area).scoreKept() / report.sufficientScore();
			// A share of a score that is not positive means nothing.
			boolean isMeaningful = report.sufficientScore() > 0;
			bar(i + 1, isMeaningful ? ratio : 0);
			caption(i + 1, Notation.percent(report.area(area).area()) + (report.isOptimal(area) ? " a*" : "") + ":  " +
				(isMeaningful ? String.format(Locale.ROOT, "%.2f", ratio) : "–"));
		}
	}

	private int x(int place) {
		return GAP + place * (tileWidth + GAP);
	}

	private BufferedImage kept(BufferedImage region, int area) {
		Rectangle size = report.input().region();
		ImageProcessor mask = new FloatProcessor(size.width, size.height, report.masks().get(area));
		mask.setInterpolationMethod(ImageProcessor.BILINEAR);
		float[] share = (float[]) mask.resize(tileWidth, tileHeight).getPixels();
		BufferedImage kept = new BufferedImage(tileWidth, tileHeight, BufferedImage.TYPE_INT_RGB);
		for (int i = 0; i < share.length; i++) {
			Color pixel = new Color(region.getRGB(i % tileWidth, i / tileWidth));
			float m = Math.max(0, Math.min(1, share[i])) / 255;
			kept.setRGB(i % tileWidth, i / tileWidth, new Color(pixel.getRed() * m, pixel.getGreen() * m, pixel.getBlue() * m)
				.getRGB());
		}
		return kept;
	}

	/** A bar as long as the ratio, and a mark at 1. */
	private void bar(int place, double ratio) {
		int y = GAP + tileHeight + GAP;
		g.setColor(EMPTY);
		g.fillRect(x(place), y, tileWidth, BAR);
		g.setColor(ratio >= 1 ? SUFFICIENT : INSUFFICIENT);
		g.fillRect(x(place), y, length(ratio), BAR);
		g.setColor(INK);
		g.fillRect(x(place) + length(1), y - 3, 2, BAR + 6);
	}

	private int length(double ratio) {
		return (int) Math.round(tileWidth * Math.max(0, Math.min(SATURATION, ratio)) / SATURATION);
	}

	private void caption(int place, String text) {
		g.setColor(INK);
		int size = 19;
		do
			g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size--));
		while (g.getFontMetrics().stringWidth(text) > tileWidth && size > 6);
		g.drawString(text, x(place), GAP + tileHeight + GAP + BAR + 23);
	}
}
