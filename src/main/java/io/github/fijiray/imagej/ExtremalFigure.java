package io.github.fijiray.imagej;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A picture of a report to look at: the image with the contours of the masks, the part that each mask keeps with its
 * score, the curve of scores, and where all this comes from.
 */
public final class ExtremalFigure {

	private static final int GAP = 16;
	private static final int HEADER = 92;
	private static final int CAPTION = 58;
	private static final int CURVE = 400;
	private static final int WIDTH = 1616;
	private static final Color INK = new Color(0x1c1f23);
	private static final Color FAINT = new Color(0x5f6770);
	private static final Color HIGHLIGHT = new Color(0x2a9d4b);
	/** What is left of the pixels that a mask does not keep, so that the reader sees where the kept part lies. */
	private static final float DIMMED = 0.12f;

	private final ExtremalReport report;
	private final int columns;
	private final int tile;
	private final int tileHeight;
	private final int tileWidth;
	private final BufferedImage figure;
	private final Graphics2D g;

	private ExtremalFigure(ExtremalReport report) {
		this.report = report;
		Rectangle region = report.input().region();
		double aspect = Math.min(1.5, Math.max(0.4, (double) region.height / region.width));
		// Five in a row, rather than one left over in a second row.
		columns = report.size() + 1 == 5 ? 5 : 4;
		tile = (WIDTH - GAP) / columns - GAP;
		tileHeight = (int) Math.round(tile * aspect);
		tileWidth = Math.min(tile, Math.round((float) tileHeight * region.width / region.height));
		int rows = (report.size() + columns) / columns;
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

	/** Draws the figure, about 1600 pixels wide. Needs no display. */
	public static BufferedImage of(ExtremalReport report) {
		ExtremalFigure drawing = new ExtremalFigure(report);
		drawing.draw();
		drawing.g.dispose();
		return drawing.figure;
	}

	private void draw() {
		header();
		BufferedImage region = region();
		List<Integer> areas = IntStream.range(0, report.size()).boxed().sorted(Comparator.comparing(a -> report.area(a)
			.area())).toList();
		imageTile(region, areas);
		for (int i = 0; i < areas.size(); i++)
			areaTile(region, areas.get(i), i + 1);
		int bottom = figure.getHeight() - CURVE - GAP;
		curve(GAP, bottom, WIDTH / 2 - 2 * GAP, CURVE);
		facts(WIDTH / 2 + GAP, bottom + 20);
	}

	private void header() {
		g.setColor(INK);
		g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 30));
		text(report.headline(), GAP, 44, WIDTH - 2 * GAP);
		g.setColor(FAINT);
		g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 19));
		text(report.input().image().getTitle() + "   ·   " + report.provenance().model().getFileName(), GAP, 74, WIDTH - 2 *
			GAP);
	}

	/** The region as ImageJ shows it, in the size of a tile. */
	private BufferedImage region() {
		ImageInput input = report.input();
		PlaneChannels plane = PlaneChannels.of(input.image(), input.slice(), input.frame());
		ImageStack stack = new ImageStack(input.region().width, input.region().height);
		List<LUT> luts = new ArrayList<>();
		for (int c = 0; c < plane.processors().size(); c++) {
			if (!plane.active().get(c)) continue;
			ImageProcessor channel = plane.processors().get(c);
			channel.setRoi(input.region());
			stack.addSlice(channel.crop().convertToFloatProcessor());
			luts.add(plane.luts().get(c));
		}
		ImagePlus channels = new ImagePlus("", stack);
		channels.setDimensions(stack.getSize(), 1, 1);
		CompositeImage composite = new CompositeImage(channels, CompositeImage.COMPOSITE);
		composite.setLuts(luts.toArray(LUT[]::new));
		BufferedImage tile = new BufferedImage(tileWidth, tileHeight, BufferedImage.TYPE_INT_RGB);
		Graphics2D drawing = tile.createGraphics();
		drawing.setRenderingHints(g.getRenderingHints());
		drawing.drawImage(composite.getImage(), 0, 0, tileWidth, tileHeight, null);
		drawing.dispose();
		return tile;
	}

	private void imageTile(BufferedImage region, List<Integer> areas) {
		int x = GAP + (tile - tileWidth) / 2;
		g.drawImage(region, x, HEADER, null);
		for (int a : areas)
			contour(a, x, HEADER, report.isOptimal(a) ? 4 : 2);
		scaleBar(x, HEADER);
		caption(0, "Image", "score " + ExtremalReport.score(report.result().scoreImage()) + ",  perturbed " +
			ExtremalReport.score(report.result().scorePerturbed()), INK);
	}

	private void areaTile(BufferedImage region, int area, int place) {
		int x = GAP + place % columns * (tile + GAP) + (tile - tileWidth) / 2;
		int y = HEADER + place / columns * (tileHeight + CAPTION + GAP);
		float[] mask = scaledMask(area);
		BufferedImage kept = new BufferedImage(tileWidth, tileHeight, BufferedImage.TYPE_INT_RGB);
		for (int i = 0; i < mask.length; i++)
			kept.setRGB(i % tileWidth, i / tileWidth, dimmed(region.getRGB(i % tileWidth, i / tileWidth), mask[i]));
		g.drawImage(kept, x, y, null);
		contour(area, x, y, 2);
		if (report.isOptimal(area)) {
			g.setColor(HIGHLIGHT);
			g.setStroke(new BasicStroke(6));
			g.drawRect(x - 3, y - 3, tileWidth + 5, tileHeight + 5);
		}
		String star = report.isOptimal(area) ? "   a*" : "";
		caption(place, ExtremalReport.percent(report.area(area).area()) + star, "kept " + ExtremalReport.score(report.area(
			area).scoreKept()) + ",  removed " + ExtremalReport.score(report.area(area).scoreRemoved()), report.isOptimal(
				area) ? HIGHLIGHT : INK);
		g.setColor(report.color(area));
		g.fillRoundRect(GAP + place % columns * (tile + GAP), y + tileHeight + 13, 20, 14, 6, 6);
	}

	private static int dimmed(int rgb, float mask) {
		float share = DIMMED + (1 - DIMMED) * Math.max(0, Math.min(1, mask));
		return Math.round((rgb >> 16 & 255) * share) << 16 | Math.round((rgb >> 8 & 255) * share) << 8 | Math.round((rgb &
			255) * share);
	}

	private float[] scaledMask(int area) {
		Rectangle region = report.input().region();
		ImageProcessor mask = new FloatProcessor(region.width, region.height, report.masks().get(area));
		mask.setInterpolationMethod(ImageProcessor.BILINEAR);
		return (float[]) mask.resize(tileWidth, tileHeight).getPixels();
	}

	private void contour(int area, int x, int y, float width) {
		Roi roi = ExtremalContours.trace(scaledMask(area), tileWidth, tileHeight);
		if (roi == null) return;
		Rectangle bounds = roi.getBounds();
		Shape shape = AffineTransform.getTranslateInstance(x + bounds.x, y + bounds.y).createTransformedShape(new ShapeRoi(
			roi).getShape());
		Shape clip = g.getClip();
		g.clipRect(x, y, tileWidth, tileHeight);
		g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, 0.55f));
		g.setColor(Color.BLACK);
		g.setStroke(new BasicStroke(width + 2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
		g.draw(shape);
		g.setComposite(AlphaComposite.SrcOver);
		g.setColor(report.color(area));
		g.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
		g.draw(shape);
		g.setClip(clip);
	}

	/** A bar of a round length, about a quarter of the region, if the image is calibrated in a unit. */
	private void scaleBar(int x, int y) {
		Calibration calibration = report.input().image().getCalibration();
		if (!calibration.scaled() || calibration.getUnits().isBlank()) return;
		double width = report.input().region().width * calibration.pixelWidth;
		double power = Math.pow(10, Math.floor(Math.log10(width / 4)));
		double length = width / 4 >= 5 * power ? 5 * power : width / 4 >= 2 * power ? 2 * power : power;
		int bar = (int) Math.round(length / width * tileWidth);
		String label = (length == Math.rint(length) ? String.valueOf((long) length) : String.valueOf((float) length)) + " " +
			calibration.getUnits();
		g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
		int textWidth = g.getFontMetrics().stringWidth(label);
		int right = x + tileWidth - 16;
		int bottom = y + tileHeight - 16;
		int left = right - Math.max(bar, textWidth);
		g.setColor(new Color(0, 0, 0, 130));
		g.fillRoundRect(left - 8, bottom - 32, right - left + 16, 40, 8, 8);
		g.setColor(Color.WHITE);
		g.fillRect((left + right - bar) / 2, bottom - 5, bar, 6);
		g.drawString(label, (left + right - textWidth) / 2, bottom - 12);
	}

	private void caption(int place, String title, String scores, Color color) {
		int x = GAP + place % columns * (tile + GAP) + (place == 0 ? 0 : 30);
		int y = HEADER + place / columns * (tileHeight + CAPTION + GAP) + tileHeight;
		g.setColor(color);
		g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 21));
		g.drawString(title, x, y + 28);
		g.setColor(FAINT);
		g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18));
		text(scores, x, y + 51, tile - 30);
	}

	private void curve(int x, int y, int width, int height) {
		BufferedImage plot = ScoreCurve.plot(report, width - 120, height - 80, 17).getProcessor().getBufferedImage();
		g.drawImage(plot, x, y, null);
	}

	private void facts(int x, int y) {
		Provenance from = report.provenance();
		Rectangle region = report.input().region();
		List<String[]> facts = new ArrayList<>(List.of( //
			new String[] { "class", from.label() + " (" + report.result().target() + ")" }, //
			new String[] { "model", from.model().getFileName() + "  sha256 " + from.modelSha256().substring(0, Math.min(12, from
				.modelSha256().length())) }, //
			new String[] { "preprocessing", from.preprocessing() }, //
			new String[] { "game", ExtremalTable.word(report.result().settings().game()) + ", " + ExtremalTable.word(report
				.result().settings().perturbation()) }, //
			new String[] { "optimiser", ExtremalTable.word(report.result().settings().mode()) + ", " + report.result()
				.passes() + " passes, seed " + report.result().settings().seed() }, //
			new String[] { "sufficient score", ExtremalReport.score(report.sufficientScore()) + " = " + ExtremalReport
				.percent(report.result().settings().threshold()) + " of the image's score" }, //
			new String[] { "run by", "FijiRay " + from.version() + ", " + from.provider() }));
		if (report.input().isCropped()) facts.add(4, new String[] { "region", region.width + " × " + region.height +
			" pixels at " + region.x + ", " + region.y });
		int line = y;
		for (String[] fact : facts) {
			g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 19));
			g.setColor(FAINT);
			g.drawString(fact[0], x, line + 20);
			g.setColor(INK);
			for (String part : wrapped(fact[1], WIDTH - GAP - x - 165)) {
				text(part, x + 165, line + 20, WIDTH - GAP - x - 165);
				line += 26;
			}
			line += 12;
		}
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
