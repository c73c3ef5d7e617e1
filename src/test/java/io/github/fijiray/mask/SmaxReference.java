package io.github.fijiray.mask;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The formulas of smooth masks in plain loops and double precision, as written in the paper. */
final class SmaxReference {

	private final Lattice lattice;
	private final double sigma;
	private final double[] ones;

	SmaxReference(Lattice lattice, double sigma) {
		this.lattice = lattice;
		this.sigma = sigma;
		final double[] values = new double[lattice.size()];
		Arrays.fill(values, 1);
		ones = smax(values);
	}

	/** smax over the nodes within reach, divided by that of a lattice of ones, at most 1. */
	double[] mask(double[] values) {
		final double[] mask = smax(values);
		for (int pixel = 0; pixel < mask.length; pixel++)
			mask[pixel] = Math.min(1, mask[pixel] / ones[pixel]);
		return mask;
	}

	private double[] smax(double[] values) {
		return IntStream.range(0, lattice.pixels()).mapToDouble(pixel -> smax(values, pixel)).toArray();
	}

	private double smax(double[] values, int pixel) {
		double numerator = 0, denominator = 0;
		for (int node = 0; node < values.length; node++) {
			final double distance = distance(pixel, node);
			if (distance > 1.75 * sigma) continue;
			final double f = kernel(distance) * values[node];
			numerator += f * Math.exp(20 * f);
			denominator += Math.exp(20 * f);
		}
		return numerator / denominator;
	}

	/** eq. 6, the limit T → 0, over all nodes. */
	double[] maximum(double[] values) {
		final double[] mask = new double[lattice.pixels()];
		for (int pixel = 0; pixel < mask.length; pixel++)
			for (int node = 0; node < values.length; node++)
				mask[pixel] = Math.max(mask[pixel], kernel(distance(pixel, node)) * values[node]);
		return mask;
	}

	double kernel(double distance) {
		final double decay = Math.max(0, distance / sigma - 0.5);
		return Math.exp(-2 * decay * decay);
	}

	private double distance(int pixel, int node) {
		final double dy = pixel / lattice.width() - lattice.top() - lattice.step() * (node / lattice.columns());
		final double dx = pixel % lattice.width() - lattice.left() - lattice.step() * (node % lattice.columns());
		return Math.sqrt(dy * dy + dx * dx);
	}
}
