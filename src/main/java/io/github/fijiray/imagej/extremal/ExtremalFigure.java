package io.github.fijiray.imagej.extremal;

import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.figure.FigurePage;

import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
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

	/** What is left of the pixels that a mask does not keep, so that the reader sees where the kept part lies. */
	private static final float DIMMED = 0.12f;

	private final ExtremalReport report;
	private final FigurePage page;

	private ExtremalFigure(ExtremalReport report) {
		this.report = report;
		// Five in a row, rather than one left over in a second row.
		page = new FigurePage(report.input(), report.size() + 1 == 5 ? 5 : 4, report.size() + 1);
	}

	/** Draws the figure, about 1600 pixels wide. Needs no display. */
	public static BufferedImage of(ExtremalReport report) {
		ExtremalFigure drawing = new ExtremalFigure(report);
		drawing.draw();
		return drawing.page.finish();
	}

	private void draw() {
		page.heading(report.headline(), report.provenance().model().getFileName().toString());
		BufferedImage region = page.region();
		List<Integer> areas = IntStream.range(0, report.size()).boxed().sorted(Comparator.comparing(a -> report.area(a)
			.area())).toList();
		imageTile(region, areas);
		for (int i = 0; i < areas.size(); i++)
			areaTile(region, areas.get(i), i + 1);
		page.curve(report.scores());
		page.facts(facts());
	}

	private void imageTile(BufferedImage region, List<Integer> areas) {
		page.picture(0, region);
		for (int a : areas)
			contour(a, 0, report.isOptimal(a) ? 4 : 2);
		page.scaleBar(0);
		page.caption(0, "Image", "score " + Notation.score(report.result().scoreImage()) + ",  perturbed " +
			Notation.score(report.result().scorePerturbed()), FigurePage.INK, null);
	}

	private void areaTile(BufferedImage region, int area, int place) {
		float[] mask = scaledMask(area);
		BufferedImage kept = new BufferedImage(page.tileWidth(), page.tileHeight(), BufferedImage.TYPE_INT_RGB);
		for (int i = 0; i < mask.length; i++) {
			int x = i % page.tileWidth(), y = i / page.tileWidth();
			kept.setRGB(x, y, dimmed(region.getRGB(x, y), mask[i]));
		}
		page.picture(place, kept);
		contour(area, place, 2);
		boolean optimal = report.isOptimal(area);
		if (optimal) page.highlight(place);
		page.caption(place, Notation.percent(report.area(area).area()) + (optimal ? "   a*" : ""), "kept " +
			Notation.score(report.area(area).scoreKept()) + ",  removed " + Notation.score(report.area(area)
				.scoreRemoved()), optimal ? FigurePage.HIGHLIGHT : FigurePage.INK, report.color(area));
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
		return (float[]) mask.resize(page.tileWidth(), page.tileHeight()).getPixels();
	}

	private void contour(int area, int place, float width) {
		Roi roi = ExtremalContours.trace(scaledMask(area), page.tileWidth(), page.tileHeight());
		if (roi == null) return;
		Rectangle bounds = roi.getBounds();
		Shape shape = AffineTransform.getTranslateInstance(page.tileX(place) + bounds.x, page.tileY(place) + bounds.y)
			.createTransformedShape(new ShapeRoi(roi).getShape());
		Graphics2D g = page.graphics();
		Shape clip = g.getClip();
		g.clipRect(page.tileX(place), page.tileY(place), page.tileWidth(), page.tileHeight());
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

	private List<String[]> facts() {
		List<String[]> facts = new ArrayList<>(report.provenance().facts(report.input(), report.result().target()));
		facts.add(3, new String[] { "game", Notation.word(report.result().settings().game()) + ", " + Notation.word(
			report.result().settings().perturbation()) });
		facts.add(4, new String[] { "optimiser", Notation.word(report.result().settings().mode()) + ", " + report
			.result().passes() + " passes, seed " + report.result().settings().seed() });
		facts.add(5, new String[] { "sufficient score", Notation.score(report.sufficientScore()) + " = " +
			Notation.percent(report.result().settings().threshold()) + " of the image's score" });
		if (!report.layer().isEmpty()) facts.add(2, new String[] { "layer", report.layer() });
		return facts;
	}
}
