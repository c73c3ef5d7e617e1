package io.github.fijiray.profile;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/**
 * The channels of a class below each other: number and weight, inversion, and the images that excite each most (Fong,
 * Patrick, Vedaldi, fig. 10). Needs no display.
 */
final class Montage {

	private static final Color INK = new Color(0x1c1f23);
	private static final Color FAINT = new Color(0x5f6770);
	private static final int TILE = 240;
	private static final int GAP = 14;
	private static final int HEADER = 96;
	private static final int CAPTION = 30;
	private static final int NAMES = 170;

	private Montage() {}

	/** @param origin where the portraits come from, in one line */
	static BufferedImage of(ClassProfile profile, List<ChannelPortrait> portraits, String origin) {
		int width = NAMES + GAP + (1 + PortraitPainter.EXAMPLES) * (TILE + GAP) + GAP;
		int height = HEADER + CAPTION + portraits.size() * (TILE + CAPTION + GAP);
		BufferedImage montage = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Graphics2D g = montage.createGraphics();
		g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
		g.setColor(Color.WHITE);
		g.fillRect(0, 0, width, height);
		text(g, "“" + profile.label() + "”: the channels that carry the decision on " + images(profile.images()), GAP, 42, 28,
			true, width);
		text(g, origin, GAP, 70, 17, false, width);
		text(g, "inversion", NAMES + GAP, HEADER + 20, 17, true, width);
		text(g, "images that excite the channel most", NAMES + GAP + TILE + GAP, HEADER + 20, 17, true, width);
		for (int row = 0; row < portraits.size(); row++)
			draw(g, portraits.get(row), profile, HEADER + CAPTION + row * (TILE + CAPTION + GAP));
		g.dispose();
		return montage;
	}

	private static void draw(Graphics2D g, ChannelPortrait portrait, ClassProfile profile, int top) {
		text(g, "Channel " + portrait.channel(), GAP, top + 30, 21, true, NAMES);
		text(g, String.format(Locale.ROOT, "weight %.2f", portrait.weight()), GAP, top + 56, 17, false, NAMES);
		picture(g, portrait.picture(), NAMES + GAP, top);
		for (int n = 0; n < portrait.pictures().size(); n++) {
			int left = NAMES + GAP + (1 + n) * (TILE + GAP);
			ImageProfile image = portrait.exciting().get(n);
			picture(g, portrait.pictures().get(n), left, top);
			String name = image.image().substring(image.image().lastIndexOf('/') + 1);
			text(g, name + (image.target() == profile.target() ? "" : "  (" + image.label() + ")"), left, top + TILE + 20, 15,
				false, left + TILE + GAP);
		}
	}

	private static void picture(Graphics2D g, BufferedImage picture, int left, int top) {
		double scale = Math.min((double) TILE / picture.getWidth(), (double) TILE / picture.getHeight());
		int width = (int) Math.round(scale * picture.getWidth()), height = (int) Math.round(scale * picture.getHeight());
		g.drawImage(picture, left + (TILE - width) / 2, top + (TILE - height) / 2, width, height, null);
	}

	/** Draws a line, cut with an ellipsis where it would reach {@code right}. */
	private static void text(Graphics2D g, String line, int x, int y, int size, boolean bold, int right) {
		g.setColor(bold ? INK : FAINT);
		g.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size));
		String shown = line;
		while (x + g.getFontMetrics().stringWidth(shown) > right - GAP && shown.length() > 2)
			shown = shown.substring(0, shown.length() - 2).stripTrailing() + "…";
		g.drawString(shown, x, y);
	}

	private static String images(int count) {
		return count == 1 ? "1 image" : count + " images";
	}
}
