package io.github.fijiray.imagej.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;

/** A bar with the colours of a {@link HeatOverlay} and what its ends mean, on the right of a page's heading. */
public final class HeatLegend {

	static final int LENGTH = 240;
	static final int RIGHT = FigurePage.WIDTH - FigurePage.GAP - 90;
	static final int TOP = 60;
	static final int THICKNESS = 16;

	private HeatLegend() {}

	/** @param signed whether a map of the page has values below zero */
	public static void draw(FigurePage page, boolean signed) {
		Graphics2D g = page.graphics();
		g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18));
		String low = signed ? "against the class" : "weakest";
		int left = RIGHT - LENGTH;
		int start = left - 10 - g.getFontMetrics().stringWidth(low);
		// A long name of a file ends here.
		g.setColor(Color.WHITE);
		g.fillRect(start - 10, TOP - 4, FigurePage.WIDTH - start + 10, THICKNESS + 8);
		for (int x = 0; x < LENGTH; x++) {
			double share = x / (LENGTH - 1.0);
			g.setColor(new Color(HeatOverlay.color(Color.BLACK.getRGB(), signed ? 2 * share - 1 : share, signed ? -1 : 0, 1)));
			g.fillRect(left + x, TOP, 1, THICKNESS);
		}
		g.setColor(FigurePage.FAINT);
		g.drawString(low, start, TOP + THICKNESS - 1);
		g.drawString("strongest", RIGHT + 10, TOP + THICKNESS - 1);
	}
}
