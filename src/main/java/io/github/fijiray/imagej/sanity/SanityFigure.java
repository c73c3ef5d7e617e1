package io.github.fijiray.imagej.sanity;

import io.github.fijiray.attribution.metric.SanityCheck;
import io.github.fijiray.imagej.figure.DisplayRange;
import io.github.fijiray.imagej.figure.FigurePage;
import io.github.fijiray.imagej.figure.HeatLegend;
import io.github.fijiray.imagej.figure.HeatOverlay;

import ij.gui.Plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A picture of sanity checks: a row of tiles for each method, from the trained classifier to one with random weights
 * throughout, and the similarity of the maps to the first over the number of random layers (Fong, Patrick, Vedaldi, fig.
 * 7).
 */
final class SanityFigure {

	private static final int MOST_COLUMNS = 6;
	private static final Color[] COLORS = { new Color(0x1666b0), new Color(0xd1495b), new Color(0x2a9d4b), new Color(
		0xe08a1e), new Color(0x7b4fb5), new Color(0x1ca3a3), new Color(0x8a6d3b), new Color(0x555555) };

	private final SanityReport report;
	private final List<Integer> shown;
	private final FigurePage page;

	private SanityFigure(SanityReport report) {
		this.report = report;
		int stages = report.checks().get(0).stages().size();
		int columns = Math.min(MOST_COLUMNS, stages);
		shown = new ArrayList<>();
		for (int column = 0; column < columns; column++)
			shown.add(Math.round((float) column * (stages - 1) / Math.max(1, columns - 1)));
		page = new FigurePage(report.input(), columns, columns * report.checks().size());
	}

	/** Draws the figure, about 1600 pixels wide. Needs no display. */
	static BufferedImage of(SanityReport report) {
		SanityFigure drawing = new SanityFigure(report);
		drawing.draw();
		return drawing.page.finish();
	}

	private void draw() {
		page.heading("Sanity check of “" + report.provenance().label() + "”: random weights from the last layer to the first",
			report.provenance().model().getFileName().toString());
		HeatLegend.draw(page, report.checks().stream().flatMap(check -> check.stages().stream()).anyMatch(
			stage -> range(stage).low() < 0));
		BufferedImage region = page.region();
		int place = 0;
		for (SanityReport.MethodCheck check : report.checks())
			for (int index : shown) {
				SanityCheck.Stage stage = check.stages().get(index);
				DisplayRange range = range(stage);
				page.picture(place, HeatOverlay.of(region, report.input(), report.source(stage), range.low(), range.high()));
				page.caption(place++, index == 0 ? check.method().label() : similarity(stage), captionOf(stage),
					FigurePage.INK, null);
			}
		page.scaleBar(0);
		page.plot(plot(report, FigurePage.PLOT_WIDTH, FigurePage.PLOT_HEIGHT, 17));
		page.facts(facts());
	}

	private static DisplayRange range(SanityCheck.Stage stage) {
		return DisplayRange.of("auto", stage.map().values());
	}

	private static String similarity(SanityCheck.Stage stage) {
		return String.format(Locale.ROOT, "ρ %.2f   SSIM %.2f", stage.rankCorrelation(), stage.structure());
	}

	private static String captionOf(SanityCheck.Stage stage) {
		return stage.randomLayers() == 0 ? "trained" : stage.randomLayers() + (stage.randomLayers() == 1 ? " random layer"
			: " random layers");
	}

	private List<String[]> facts() {
		List<String[]> facts = new ArrayList<>(report.provenance().facts(report.input(), report.target()));
		facts.add(new String[] { "ρ", "rank correlation with the trained classifier's map (thick line)" });
		facts.add(new String[] { "SSIM", "structural similarity to it (thin line)" });
		facts.add(new String[] { "weights", "normal, variance 2 / fan-in, seed " + report.seed() });
		return facts;
	}

	/** Rank correlation, a thick line, and structural similarity, a thin one, over the number of random layers. */
	static Plot plot(SanityReport report, int width, int height, int fontSize) {
		Plot plot = new Plot(report.input().name() + " sanity check", "Random layers, from the last", "Similarity");
		plot.setFrameSize(width, height);
		plot.setFont(Font.PLAIN, fontSize);
		plot.setAntialiasedText(true);
		plot.setXYLabels("Random layers, from the last", "Similarity to the trained one's map");
		plot.setAxisLabelFont(Font.PLAIN, fontSize);
		double lowest = 0, last = 1;
		for (int i = 0; i < report.checks().size(); i++) {
			List<SanityCheck.Stage> stages = report.checks().get(i).stages();
			double[] layers = values(stages, SanityCheck.Stage::randomLayers);
			plot.setColor(COLORS[i % COLORS.length], COLORS[i % COLORS.length]);
			plot.setLineWidth(3);
			double[] correlations = values(stages, SanityCheck.Stage::rankCorrelation);
			plot.addPoints(layers, correlations, Plot.CONNECTED_CIRCLES);
			for (double value : correlations)
				if (value < lowest) lowest = value;
			last = Math.max(last, layers[layers.length - 1]);
		}
		for (int i = 0; i < report.checks().size(); i++) {
			List<SanityCheck.Stage> stages = report.checks().get(i).stages();
			plot.setColor(COLORS[i % COLORS.length]);
			plot.setLineWidth(1);
			plot.addPoints(values(stages, SanityCheck.Stage::randomLayers), values(stages, SanityCheck.Stage::structure),
				Plot.LINE);
		}
		plot.setLimits(0, last, lowest - 0.05, 1.05);
		plot.setColor(Color.BLACK);
		plot.setLineWidth(1);
		plot.addLegend(report.checks().stream().map(check -> check.method().label()).collect(Collectors.joining("\n")),
			"auto");
		return plot;
	}

	private static double[] values(List<SanityCheck.Stage> stages, ToDoubleFunction<SanityCheck.Stage> value) {
		return stages.stream().mapToDouble(value).toArray();
	}
}
