package io.github.fijiray.imagej.map;

import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.figure.DisplayRange;
import io.github.fijiray.imagej.figure.FigurePage;
import io.github.fijiray.imagej.figure.HeatLegend;
import io.github.fijiray.imagej.figure.HeatOverlay;
import io.github.fijiray.imagej.map.AttributionReport.MethodMap;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture that compares attribution maps of one image: the image, a tile for each method, and where all this comes from
 * (Fong, Patrick, Vedaldi, fig. 2).
 */
final class AttributionFigure {

	private static final int MOST_COLUMNS = 5;
	private static final int FEWEST_COLUMNS = 3;

	private final AttributionReport report;
	private final FigurePage page;

	private AttributionFigure(AttributionReport report) {
		this.report = report;
		int tiles = 1 + report.maps().size();
		page = new FigurePage(report.input(), columns(tiles), tiles);
	}

	/** As many columns as fit, of those that leave the fewest places empty. */
	static int columns(int tiles) {
		if (tiles <= MOST_COLUMNS) return Math.max(FEWEST_COLUMNS, tiles);
		int best = MOST_COLUMNS;
		for (int columns = MOST_COLUMNS; columns >= FEWEST_COLUMNS; columns--)
			if (Math.floorMod(-tiles, columns) < Math.floorMod(-tiles, best)) best = columns;
		return best;
	}

	/** Draws the figure, about 1600 pixels wide. Needs no display. */
	static BufferedImage of(AttributionReport report) {
		AttributionFigure drawing = new AttributionFigure(report);
		drawing.draw();
		return drawing.page.finish();
	}

	private void draw() {
		page.heading("“" + report.provenance().label() + "”: " + (report.maps().size() == 1 ? report.maps().get(0).method()
			.label() : report.maps().size() + " methods"), report.provenance().model().getFileName().toString());
		HeatLegend.draw(page, report.maps().stream().anyMatch(map -> report.range(map).low() < 0));
		BufferedImage region = page.region();
		page.picture(0, region);
		page.scaleBar(0);
		page.caption(0, "Image", "score " + Notation.score(report.scoreImage()), FigurePage.INK, null);
		for (int i = 0; i < report.maps().size(); i++) {
			MethodMap map = report.maps().get(i);
			DisplayRange range = report.range(map);
			BufferedImage heated = HeatOverlay.of(region, report.input(), map.source(), range.low(), range.high());
			report.truth().ifPresent(object -> HeatOverlay.outline(heated, report.input(), object.inside()));
			page.picture(1 + i, heated);
			page.caption(1 + i, map.method().label(), caption(map, range), FigurePage.INK, null);
		}
		page.references(references());
		page.facts(facts());
	}

	private String caption(MethodMap map, DisplayRange range) {
		return report.truth().map(region -> String.format(Locale.ROOT, "mass %.2f, rank %.2f, %s", region.mass(map.source()),
			region.rank(map.source()), region.hit(map.source()) == 1 ? "hit" : "miss")).orElse(range.toString());
	}

	private List<String[]> references() {
		List<String[]> references = new ArrayList<>();
		for (MethodMap map : report.maps())
			references.add(new String[] { map.method().label(), map.method().reference() });
		return references;
	}

	private List<String[]> facts() {
		List<String[]> facts = new ArrayList<>(report.provenance().facts(report.input(), report.target()));
		String layers = String.join(", ", report.maps().stream().map(MethodMap::layer).filter(layer -> !layer.isEmpty())
			.distinct().toList());
		if (!layers.isEmpty()) facts.add(2, new String[] { "layer", layers });
		facts.add(new String[] { "shown", report.range() + " range of each map, seed " + report.seed() });
		report.truth().ifPresent(region -> facts.add(new String[] { "object", String.format(Locale.ROOT,
			"%.1f %% of the region; hit within %s pixels", 100 * region.area(), Notation.score((float) region
				.tolerance())) }));
		return facts;
	}
}
