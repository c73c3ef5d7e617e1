package io.github.fijiray.imagej.inversion;

import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.figure.FigurePage;

import ij.gui.Plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A picture of a feature inversion to look at: what the classifier sees, the inversions of the kept and of all channels
 * beside it (Fong, Patrick, Vedaldi, fig. 9), the course of the objective, and where all this comes from.
 */
final class InversionFigure {

	private static final int TILES = 3;
	private static final Color KEPT = new Color(0x1666b0);
	private static final Color ALL = new Color(0xd1495b);
	private static final Color IMAGE = new Color(0x222222);

	private final InversionReport report;
	private final FigurePage page;

	private InversionFigure(InversionReport report) {
		this.report = report;
		page = new FigurePage(report.input(), TILES, TILES);
	}

	/** Draws the figure, about 1600 pixels wide. Needs no display. */
	static BufferedImage of(InversionReport report) {
		InversionFigure drawing = new InversionFigure(report);
		drawing.draw();
		return drawing.page.finish();
	}

	private void draw() {
		List<String> names = report.names();
		page.heading("“" + report.provenance().label() + "”: what " + names.get(0) + " of " + report.layerChannels() + (report
			.kept().length == 1 ? " sees" : " see"), report.provenance().model().getFileName() + "   ·   layer " + report
				.layer());
		tile(0, report.prepared(), "Image", "as the classifier sees it, " + report.pictures().width() + " × " + report
			.pictures().height());
		if (report.pictures().isWhole()) page.scaleBar(0);
		for (int i = 0; i < 2; i++)
			tile(1 + i, report.inversions().get(i).image(), "Inversion of " + names.get(i), "objective " + Notation
				.score(report.multiple(i)) + " times the image's");
		page.plot(course());
		page.facts(facts());
	}

	private void tile(int place, float[] prepared, String title, String line) {
		BufferedImage picture = report.pictures().picture(prepared);
		BufferedImage tile = new BufferedImage(page.tileWidth(), page.tileHeight(), BufferedImage.TYPE_INT_RGB);
		double scale = Math.min((double) tile.getWidth() / picture.getWidth(), (double) tile.getHeight() / picture
			.getHeight());
		int width = (int) Math.round(scale * picture.getWidth()), height = (int) Math.round(scale * picture.getHeight());
		Graphics2D drawing = tile.createGraphics();
		drawing.setRenderingHints(page.graphics().getRenderingHints());
		drawing.setColor(Color.WHITE);
		drawing.fillRect(0, 0, tile.getWidth(), tile.getHeight());
		drawing.drawImage(picture, (tile.getWidth() - width) / 2, (tile.getHeight() - height) / 2, width, height, null);
		drawing.dispose();
		page.picture(place, tile);
		page.caption(place, title, line, FigurePage.INK, null);
	}

	private Plot course() {
		Plot plot = new Plot("", "Pass", "Objective / the image's own");
		plot.setFrameSize(FigurePage.PLOT_WIDTH, FigurePage.PLOT_HEIGHT);
		plot.setFont(Font.PLAIN, FigurePage.PLOT_FONT);
		plot.setAntialiasedText(true);
		plot.setAxisLabelFont(Font.PLAIN, FigurePage.PLOT_FONT);
		plot.setXYLabels("Pass", "Objective / the image's own");
		plot.setLineWidth(2);
		int passes = report.settings().passesOrDefault();
		plot.setColor(IMAGE);
		plot.addPoints(new double[] { 0, passes }, new double[] { 1, 1 }, Plot.LINE);
		double highest = 1;
		double[] numbers = IntStream.rangeClosed(1, passes).asDoubleStream().toArray();
		for (int i = 0; i < 2; i++) {
			double own = report.objectives()[i];
			float[] course = report.inversions().get(i).course();
			double[] values = IntStream.range(0, passes).mapToDouble(pass -> course[pass] / own).toArray();
			for (double value : values)
				highest = Math.max(highest, value);
			plot.setColor(i == 0 ? KEPT : ALL);
			plot.setLineWidth(3);
			plot.addPoints(numbers, values, Plot.LINE);
		}
		plot.setLimits(0, passes, 0, 1.35 * highest);
		plot.setColor(Color.BLACK);
		plot.setLineWidth(1);
		plot.addLegend("the image itself\n" + report.names().get(0) + "\n" + report.names().get(1), "top-left");
		return plot;
	}

	private List<String[]> facts() {
		List<String[]> facts = new ArrayList<>(report.provenance().facts(report.input(), report.target()));
		facts.add(2, new String[] { "layer", report.layer() + ", " + report.layerChannels() + " channels" });
		facts.add(3, new String[] { "kept", report.channels(0) });
		facts.add(5, new String[] { "inversion", report.settings().passesOrDefault() + " passes, seed " + report.settings()
			.seed() });
		facts.add(6, new String[] { "objective", IntStream.range(0, 2).mapToObj(i -> String.format(Locale.ROOT,
			"%.3g → %.3g", report.inversions().get(i).start(), report.inversions().get(i).objective())).reduce((a, b) -> a +
				", " + b).orElseThrow() });
		return facts;
	}
}
