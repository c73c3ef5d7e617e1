package io.github.fijiray.mask;

import java.util.Arrays;

/**
 * The field of a lattice over the pixels, {@code u(x) = Σ_k θ_k e(x-x_k) / Σ_k e(x-x_k)}, with the Gaussian
 * {@code e(d) = exp(-d²/(2 s²))}, s = σ/2, truncated at 3 s along each axis. Only nodes that exist count, so a constant
 * lattice gives a constant field. Density filters come from topology optimisation (Bruns, Tortorelli 2001).
 * <p>
 * An object serves one thread at a time; {@link #another()} gives more of them at little cost. The calls allocate
 * nothing.
 * </p>
 */
public final class DensityFilter {

	private static final double REACH = 3;

	private final Lattice lattice;
	/** Weight of each row of nodes at each y, {@code float[rows][height]}; rows sum to 1 over the nodes. */
	private final float[][] vertical;
	/** Weight of each column of nodes at each x, {@code float[columns][width]}. */
	private final float[][] horizontal;
	/** The lattice filtered along x only, {@code float[rows][width]}. */
	private final float[][] strips;
	/** One row of pixels. */
	private final float[] line;

	/**
	 * @param sigma smoothness in pixels
	 * @throws IllegalArgumentException if σ is too small for the lattice
	 */
	public DensityFilter(Lattice lattice, double sigma) {
		this(lattice, weights(lattice.height(), lattice.rows(), lattice.top(), lattice.step(), sigma / 2),
			weights(lattice.width(), lattice.columns(), lattice.left(), lattice.step(), sigma / 2));
	}

	private DensityFilter(Lattice lattice, float[][] vertical, float[][] horizontal) {
		this.lattice = lattice;
		this.vertical = vertical;
		this.horizontal = horizontal;
		strips = new float[lattice.rows()][lattice.width()];
		line = new float[lattice.width()];
	}

	/** Another filter of the same lattice and σ, to be used independently of this one. */
	public DensityFilter another() {
		return new DensityFilter(lattice, vertical, horizontal);
	}

	private static float[][] weights(int pixels, int nodes, double origin, int step, double s) {
		final float[][] weights = new float[nodes][pixels];
		for (int x = 0; x < pixels; x++) {
			double sum = 0;
			for (int k = 0; k < nodes; k++)
				sum += gaussian(x - origin - k * step, s);
			if (!(sum > 0)) throw new IllegalArgumentException("A smoothness of " + 2 * s +
				" pixels does not suit a lattice of step " + step + "; expected at least half the step.");
			for (int k = 0; k < nodes; k++)
				weights[k][x] = (float) (gaussian(x - origin - k * step, s) / sum);
		}
		return weights;
	}

	private static double gaussian(double d, double s) {
		return Math.abs(d) <= REACH * s ? Math.exp(-d * d / (2 * s * s)) : 0;
	}

	/**
	 * @param theta θ, {@code float[rows][columns]} flattened
	 * @param field receives u, {@code float[height][width]} flattened
	 */
	public void forward(float[] theta, float[] field) {
		final int columns = lattice.columns(), width = lattice.width();
		for (int row = 0; row < strips.length; row++) {
			Arrays.fill(strips[row], 0);
			for (int column = 0; column < columns; column++)
				addMultiple(strips[row], theta[row * columns + column], horizontal[column]);
		}
		for (int y = 0; y < lattice.height(); y++) {
			Arrays.fill(line, 0);
			for (int row = 0; row < strips.length; row++)
				if (vertical[row][y] != 0) addMultiple(line, vertical[row][y], strips[row]);
			System.arraycopy(line, 0, field, y * width, width);
		}
	}

	/**
	 * The adjoint F': {@code <Fθ, v> = <θ, F'v>}.
	 *
	 * @param field v, {@code float[height][width]} flattened
	 * @param theta receives F'v, {@code float[rows][columns]} flattened
	 */
	public void backward(float[] field, float[] theta) {
		final int columns = lattice.columns(), width = lattice.width();
		for (float[] strip : strips)
			Arrays.fill(strip, 0);
		for (int y = 0; y < lattice.height(); y++) {
			System.arraycopy(field, y * width, line, 0, width);
			for (int row = 0; row < strips.length; row++)
				if (vertical[row][y] != 0) addMultiple(strips[row], vertical[row][y], line);
		}
		for (int row = 0; row < strips.length; row++)
			for (int column = 0; column < columns; column++)
				theta[row * columns + column] = (float) Sums.dot(strips[row], horizontal[column]);
	}

	private static void addMultiple(float[] target, float factor, float[] source) {
		for (int i = 0; i < target.length; i++)
			target[i] += factor * source[i];
	}
}
