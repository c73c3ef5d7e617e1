package io.github.fijiray.imagej.figure;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The scores of masks over their size.
 *
 * @param title of the plot
 * @param axis what is along the x axis
 * @param end the largest size that there is
 * @param label name of the class
 * @param points one per mask, from the smallest
 * @param scoreImage Φ(x)
 * @param threshold τ; τ·Φ(x) is sufficient
 * @param scoreNothing the score where nothing is kept
 * @param nothing what that is called
 * @param optimal a*; empty if there is none, or it means nothing
 * @param optimalText what a* is called
 */
public record ScoreSeries(String title, String axis, double end, String label, List<Point> points, double scoreImage,
	double threshold, double scoreNothing, String nothing, OptionalDouble optimal, String optimalText)
{

	/**
	 * A mask.
	 *
	 * @param size along the x axis
	 * @param kept score of what the mask keeps
	 * @param removed score of the rest
	 */
	public record Point(double size, double kept, double removed) {}

	double sufficientScore() {
		return threshold * scoreImage;
	}
}
