package io.github.fijiray.attribution.metric;

/**
 * The probability of a class while pixels are taken away or put in, the most relevant first.
 *
 * @param shares shares of the pixels, from 0 to 1
 * @param probabilities of the class, one per share
 */
public record ConfidenceCurve(double[] shares, double[] probabilities) {

	/** The area under the curve by the trapezoidal rule, from 0 to 1. */
	public double area() {
		double area = 0;
		for (int i = 1; i < shares.length; i++)
			area += (shares[i] - shares[i - 1]) * (probabilities[i] + probabilities[i - 1]) / 2;
		return area;
	}
}
