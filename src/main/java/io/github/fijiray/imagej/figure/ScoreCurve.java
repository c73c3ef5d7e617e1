package io.github.fijiray.imagej.figure;

import io.github.fijiray.imagej.figure.ScoreSeries.Point;

import ij.gui.Plot;

import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The score of the kept and of the remaining part over the area of the mask (Fong, Patrick, Vedaldi, fig. 3), or over its
 * number of channels (fig. 8).
 */
public final class ScoreCurve {

	private static final Color KEPT = new Color(0x1666b0);
	private static final Color REMOVED = new Color(0xd1495b);
	private static final Color IMAGE = new Color(0x222222);
	private static final Color PERTURBED = new Color(0x8a8a8a);
	private static final Color OPTIMAL = new Color(0x2a9d4b);

	/** Room above the curves for one line of the legend, as a fraction of the range of scores. */
	private static final double HEADROOM = 0.15;

	private ScoreCurve() {}

	/** A plot with reference lines for Φ(x), τΦ(x) and the score where nothing is kept, and a* marked. */
	public static Plot plot(ScoreSeries series) {
		return plot(series, 640, 360, 15);
	}

	/** @param width of the frame in pixels, as {@code height}; the font size is in points */
	static Plot plot(ScoreSeries series, int width, int height, int fontSize) {
		String scoreAxis = "Score of " + series.label();
		double[] sizes = values(series, Point::size);
		Plot plot = new Plot(series.title(), series.axis(), scoreAxis);
		plot.setFrameSize(width, height);
		plot.setFont(Font.PLAIN, fontSize);
		plot.setAntialiasedText(true);
		plot.setXYLabels(series.axis(), scoreAxis);
		plot.setAxisLabelFont(Font.PLAIN, fontSize);

		StringBuilder legend = new StringBuilder();
		line(plot, IMAGE, series.end(), series.scoreImage());
		legend.append("whole image\n");
		if (series.threshold() != 1) {
			line(plot, OPTIMAL, series.end(), series.sufficientScore());
			legend.append("sufficient: " + series.threshold() + " of it\n");
		}
		line(plot, PERTURBED, series.end(), series.scoreNothing());
		legend.append(series.nothing() + "\n");
		curve(plot, KEPT, sizes, values(series, Point::kept));
		legend.append("mask kept\n");
		curve(plot, REMOVED, sizes, values(series, Point::removed));
		legend.append("mask removed\n");

		double[] limits = scoreLimits(series);
		plot.setLimits(0, Math.min(series.end(), sizes[sizes.length - 1] * 1.06), limits[0], limits[1]);
		boolean isOptimalOnTheRight = false;
		if (series.optimal().isPresent()) {
			double size = series.optimal().getAsDouble();
			isOptimalOnTheRight = size > plot.getLimits()[1] / 2;
			optimal(plot, size, series.optimalText(), isOptimalOnTheRight, limits, fontSize);
		}
		plot.setColor(Color.BLACK);
		plot.setLineWidth(1);
		plot.addLegend(legend.toString(), isOptimalOnTheRight ? "top-left" : "top-right");
		return plot;
	}

	/** Marks a* in the headroom, with its text beside the line where there is more room. */
	private static void optimal(Plot plot, double size, String text, boolean isOnTheRight, double[] limits,
		int fontSize)
	{
		plot.setColor(OPTIMAL);
		plot.setLineWidth(2);
		plot.drawDottedLine(size, limits[0], size, limits[1], 3);
		plot.setFont(Font.BOLD, fontSize);
		plot.setJustification(isOnTheRight ? Plot.RIGHT : Plot.LEFT);
		plot.addText("a* = " + text, size + (isOnTheRight ? -0.012 : 0.012) * plot.getLimits()[1], limits[0] + 0.92 *
			(limits[1] - limits[0]));
		plot.setFont(Font.PLAIN, fontSize);
	}

	private static void line(Plot plot, Color color, double end, double score) {
		plot.setColor(color);
		plot.setLineWidth(2);
		plot.addPoints(new double[] { 0, end }, new double[] { score, score }, Plot.LINE);
	}

	private static void curve(Plot plot, Color color, double[] sizes, double[] scores) {
		plot.setColor(color, color);
		plot.setLineWidth(3);
		plot.addPoints(sizes, scores, Plot.CONNECTED_CIRCLES);
	}

	private static double[] scoreLimits(ScoreSeries series) {
		double low = Math.min(series.scoreImage(), series.scoreNothing());
		double high = Math.max(Math.max(series.scoreImage(), series.scoreNothing()), series.sufficientScore());
		for (Point point : series.points()) {
			low = Math.min(low, Math.min(point.kept(), point.removed()));
			high = Math.max(high, Math.max(point.kept(), point.removed()));
		}
		double range = high > low ? high - low : 1;
		int legendLines = series.threshold() == 1 ? 4 : 5;
		return new double[] { low - 0.08 * range, high + legendLines * HEADROOM * range };
	}

	private static double[] values(ScoreSeries series, ToDoubleFunction<Point> value) {
		List<Point> points = series.points();
		return points.stream().mapToDouble(value).toArray();
	}
}
