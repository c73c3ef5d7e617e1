package io.github.fijiray.imagej.figure;

import io.github.fijiray.imagej.ImageInput;

import ij.gui.Plot;
import ij.measure.Calibration;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A page with a heading, tiles that show the explained region with a caption each, and below them the curve of scores
 * beside a list of facts. Needs no display.
 */
public final class FigurePage {

	static final int GAP = 16;
	static final int HEADER = 92;
	static final int CAPTION = 58;
	static final int WIDTH = 1616;
	public static final Color INK = new Color(0x1c1f23);
	static final Color FAINT = new Color(0x5f6770);
	public static final Color HIGHLIGHT = new Color(0x2a9d4b);
	private static final int CURVE = 400;
	public static final int PLOT_WIDTH = WIDTH / 2 - 2 * GAP - 120;
	public static final int PLOT_HEIGHT = CURVE - 80;
	public static final int PLOT_FONT = 17;

	private final ImageInput input;
	private final int columns;
	private final int tile;
	private final int tileHeight;
	private final int tileWidth;
	private final BufferedImage figure;
	private final Graphics2D g;

	/**
	 * @param columns tiles beside each other
	 * @param tiles number of tiles
	 */
	public FigurePage(ImageInput input, int columns, int tiles) {
		this.input = input;
		this.columns = columns;
		Rectangle region = input.region();
		double aspect = Math.min(1.5, Math.max(0.4, (double) region.height / region.width));
		tile = (WIDTH - GAP) / columns - GAP;
		tileHeight = (int) Math.round(tile * aspect);
		tileWidth = Math.min(tile, Math.round((float) tileHeight * region.width / region.height));
		int rows = (tiles + columns - 1) / columns;
		figure = new BufferedImage(WIDTH, HEADER + rows * (tileHeight + CAPTION + GAP) + CURVE + GAP,
			BufferedImage.TYPE_INT_RGB);
		g = figure.createGraphics();
		g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
		g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
		g.setColor(Color.WHITE);
		g.fillRect(0, 0, figure.getWidth(), figure.getHeight());
	}

	public Graphics2D graphics() {
		return g;
	}

	public int tileWidth() {
		return tileWidth;
	}

	public int tileHeight() {
		return tileHeight;
	}

	/** Left edge of what tile number {@code place} shows. */
	public int tileX(int place) {
		return columnX(place) + (tile - tileWidth) / 2;
	}

	/** Upper edge of what tile number {@code place} shows. */
	public int tileY(int place) {
		return HEADER + place / columns * (tileHeight + CAPTION + GAP);
	}

	private int columnX(int place) {
		return GAP + place % columns * (tile + GAP);
	}

	/** The page; nothing can be drawn any more. */
	public BufferedImage finish() {
		g.dispose();
		return figure;
	}

	public void heading(String headline, String model) {
		g.setColor(INK);
		g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 30));
		text(headline, GAP, 44, WIDTH - 2 * GAP);
		g.setColor(FAINT);
		g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 19));
		text(input.image().getTitle() + "   ·   " + model, GAP, 74, WIDTH - 2 * GAP);
	}

	/** The region as ImageJ shows it, in the size of a tile. */
	public BufferedImage region() {
		return RegionPicture.of(input, tileWidth, tileHeight);
	}

	/** Draws what tile number {@code place} shows. */
	public void picture(int place, BufferedImage picture) {
		g.drawImage(picture, tileX(place), tileY(place), null);
	}

	/** Frames tile number {@code place}. */
	public void highlight(int place) {
		g.setColor(HIGHLIGHT);
		g.setStroke(new BasicStroke(6));
		g.drawRect(tileX(place) - 3, tileY(place) - 3, tileWidth + 5, tileHeight + 5);
	}

	/** @param key a coloured mark before the caption; null for none */
	public void caption(int place, String title, String line, Color color, Color key) {
		int x = columnX(place) + (key == null ? 0 : 30);
		int y = tileY(place) + tileHeight;
		g.setColor(color);
		int size = 21;
		do
			g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, size--));
		while (g.getFontMetrics().stringWidth(title) > tile && size > 13);
		g.drawString(title, x, y + 28);
		g.setColor(FAINT);
		g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18));
		text(line, x, y + 51, tile - 30);
		if (key == null) return;
		g.setColor(key);
		g.fillRoundRect(columnX(place), y + 13, 20, 14, 6, 6);
	}

	/** A bar of a round length, about a quarter of the region, if the image is calibrated in a unit. */
	public void scaleBar(int place) {
		Calibration calibration = input.image().getCalibration();
		if (!calibration.scaled() || calibration.getUnits().isBlank()) return;
		double width = input.region().width * calibration.pixelWidth;
		double power = Math.pow(10, Math.floor(Math.log10(width / 4)));
		double length = width / 4 >= 5 * power ? 5 * power : width / 4 >= 2 * power ? 2 * power : power;
		int bar = (int) Math.round(length / width * tileWidth);
		String label = (length == Math.rint(length) ? String.valueOf((long) length) : String.valueOf((float) length)) + " " +
			calibration.getUnits();
		g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
		int textWidth = g.getFontMetrics().stringWidth(label);
		int right = tileX(place) + tileWidth - 16;
		int bottom = tileY(place) + tileHeight - 16;
		int left = right - Math.max(bar, textWidth);
		g.setColor(new Color(0, 0, 0, 130));
		g.fillRoundRect(left - 8, bottom - 32, right - left + 16, 40, 8, 8);
		g.setColor(Color.WHITE);
		g.fillRect((left + right - bar) / 2, bottom - 5, bar, 6);
		g.drawString(label, (left + right - textWidth) / 2, bottom - 12);
	}

	/** Draws the curve of scores on the left below the tiles. */
	public void curve(ScoreSeries series) {
		plot(ScoreCurve.plot(series, PLOT_WIDTH, PLOT_HEIGHT, PLOT_FONT));
	}

	/** Draws a plot of {@link #PLOT_WIDTH} × {@link #PLOT_HEIGHT} on the left below the tiles. */
	public void plot(Plot plot) {
		g.drawImage(plot.getProcessor().getBufferedImage(), GAP, bottom(), null);
	}

	/** Draws facts beside the curve, each a name and a text. */
	public void facts(List<String[]> facts) {
		int x = WIDTH / 2 + GAP;
		int line = bottom() + 20;
		for (String[] fact : facts)
			line = fact(fact, x, line, 165, 19) + 12;
	}

	/** Draws a list on the left below the tiles, in the place of the curve, each a name and a text; as large as it fits. */
	public void references(List<String[]> references) {
		int spacing = Math.min(32, (CURVE - 20) / Math.max(1, references.size()));
		for (int i = 0; i < references.size(); i++)
			fact(references.get(i), GAP, bottom() + 20 + i * spacing, 240, Math.min(19, spacing - 5));
	}

	/** @return the y coordinate below it */
	private int fact(String[] fact, int x, int y, int indent, int size) {
		int right = x < WIDTH / 2 ? WIDTH / 2 : WIDTH - GAP;
		g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
		g.setColor(FAINT);
		g.drawString(fact[0], x, y + 20);
		g.setColor(INK);
		int line = y;
		for (String part : wrapped(fact[1], right - x - indent)) {
			text(part, x + indent, line + 20, right - x - indent);
			line += 26;
		}
		return line;
	}

	private int bottom() {
		return figure.getHeight() - CURVE - GAP;
	}

	/** Breaks a line between words so that each part is at most {@code width} wide, where its words allow that. */
	private List<String> wrapped(String line, int width) {
		List<String> parts = new ArrayList<>();
		String part = "";
		for (String word : line.split(" ")) {
			String longer = part.isEmpty() ? word : part + " " + word;
			if (!part.isEmpty() && g.getFontMetrics().stringWidth(longer) > width) {
				parts.add(part);
				longer = word;
			}
			part = longer;
		}
		parts.add(part);
		return parts;
	}

	/** Draws a line of text, cut with an ellipsis where it would be wider than {@code width}. */
	private void text(String line, int x, int y, int width) {
		FontMetrics metrics = g.getFontMetrics();
		String shown = line;
		while (metrics.stringWidth(shown) > width && shown.length() > 2)
			shown = shown.substring(0, shown.length() - 2).stripTrailing() + "…";
		g.drawString(shown, x, y);
	}
}
