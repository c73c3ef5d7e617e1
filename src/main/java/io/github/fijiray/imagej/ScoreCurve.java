package io.github.fijiray.imagej;

import io.github.fijiray.attribution.ExtremalMask;
import io.github.fijiray.attribution.ExtremalResult;

import ij.gui.Plot;

import java.awt.Color;
import java.awt.Font;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The score of the kept and of the remaining part over the area of the mask (Fong, Patrick, Vedaldi, fig. 3). */
public final class ScoreCurve {

	private static final Color KEPT = new Color(0x1666b0);
	private static final Color REMOVED = new Color(0xd1495b);
	private static final Color IMAGE = new Color(0x222222);
	private static final Color PERTURBED = new Color(0x8a8a8a);
	private static final Color OPTIMAL = new Color(0x2a9d4b);

	/** Room above the curves for one line of the legend, as a fraction of the range of scores. */
	private static final double HEADROOM = 0.15;

	private ScoreCurve() {}

	/** A plot with reference lines for Φ(x), τΦ(x) and Φ of the fully perturbed image, and a* marked. */
	public static Plot plot(ExtremalReport report) {
		return plot(report, 640, 360, 15);
	}

	/** @param width of the frame in pixels, as {@code height}; the font size is in points */
	static Plot plot(ExtremalReport report, int width, int height, int fontSize) {
		ExtremalResult result = report.result();
		List<ExtremalMask> masks = result.masks().stream().sorted(Comparator.comparingDouble(ExtremalMask::area)).toList();
		double[] areas = percent(masks, ExtremalMask::area);
		Plot plot = new Plot(report.input().name() + " scores", "Area of the mask (% of the image)", "Score of " + report
			.provenance().label());
		plot.setFrameSize(width, height);
		plot.setFont(Font.PLAIN, fontSize);
		plot.setAntialiasedText(true);
		plot.setXYLabels("Area of the mask (% of the image)", "Score of " + report.provenance().label());
		plot.setAxisLabelFont(Font.PLAIN, fontSize);

		StringBuilder legend = new StringBuilder();
		line(plot, IMAGE, 0, 100, result.scoreImage());
		legend.append("whole image\n");
		if (result.settings().threshold() != 1) {
			line(plot, OPTIMAL, 0, 100, report.sufficientScore());
			legend.append("sufficient: " + result.settings().threshold() + " of it\n");
		}
		line(plot, PERTURBED, 0, 100, result.scorePerturbed());
		legend.append("fully perturbed\n");
		curve(plot, KEPT, areas, score(masks, ExtremalMask::scoreKept));
		legend.append("mask kept\n");
		curve(plot, REMOVED, areas, score(masks, ExtremalMask::scoreRemoved));
		legend.append("mask removed\n");

		double[] limits = scoreLimits(report);
		plot.setLimits(0, Math.min(100, areas[areas.length - 1] * 1.06), limits[0], limits[1]);
		boolean isOptimalOnTheRight = false;
		if (result.optimalArea().isPresent() && !report.needsNoEvidence()) {
			double area = result.optimalArea().getAsDouble() * 100;
			isOptimalOnTheRight = area > plot.getLimits()[1] / 2;
			optimal(plot, area, isOptimalOnTheRight, limits, fontSize);
		}
		plot.setColor(Color.BLACK);
		plot.setLineWidth(1);
		plot.addLegend(legend.toString(), isOptimalOnTheRight ? "top-left" : "top-right");
		return plot;
	}

	/** Marks a* in the headroom, with its text beside the line where there is more room. */
	private static void optimal(Plot plot, double area, boolean isOnTheRight, double[] limits, int fontSize) {
		plot.setColor(OPTIMAL);
		plot.setLineWidth(2);
		plot.drawDottedLine(area, limits[0], area, limits[1], 3);
		plot.setFont(Font.BOLD, fontSize);
		plot.setJustification(isOnTheRight ? Plot.RIGHT : Plot.LEFT);
		plot.addText("a* = " + ExtremalReport.percent(area / 100), area + (isOnTheRight ? -0.012 : 0.012) * plot
			.getLimits()[1], limits[0] + 0.92 * (limits[1] - limits[0]));
		plot.setFont(Font.PLAIN, fontSize);
	}

	private static void line(Plot plot, Color color, double from, double to, double score) {
		plot.setColor(color);
		plot.setLineWidth(2);
		plot.addPoints(new double[] { from, to }, new double[] { score, score }, Plot.LINE);
	}

	private static void curve(Plot plot, Color color, double[] areas, double[] scores) {
		plot.setColor(color, color);
		plot.setLineWidth(3);
		plot.addPoints(areas, scores, Plot.CONNECTED_CIRCLES);
	}

	private static double[] scoreLimits(ExtremalReport report) {
		ExtremalResult result = report.result();
		double low = Math.min(result.scoreImage(), result.scorePerturbed());
		double high = Math.max(Math.max(result.scoreImage(), result.scorePerturbed()), report.sufficientScore());
		for (ExtremalMask mask : result.masks()) {
			low = Math.min(low, Math.min(mask.scoreKept(), mask.scoreRemoved()));
			high = Math.max(high, Math.max(mask.scoreKept(), mask.scoreRemoved()));
		}
		double range = high > low ? high - low : 1;
		int legendLines = result.settings().threshold() == 1 ? 4 : 5;
		return new double[] { low - 0.08 * range, high + legendLines * HEADROOM * range };
	}

	private static double[] percent(List<ExtremalMask> masks, ToDoubleFunction<ExtremalMask> area) {
		return masks.stream().mapToDouble(area).map(a -> a * 100).toArray();
	}

	private static double[] score(List<ExtremalMask> masks, ToDoubleFunction<ExtremalMask> score) {
		return masks.stream().mapToDouble(score).toArray();
	}
}
