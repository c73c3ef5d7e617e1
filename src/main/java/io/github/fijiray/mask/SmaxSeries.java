package io.github.fijiray.mask;

/**
 * The sums of a {@link SmaxMask} as transposed convolutions of powers of the nodes, for runtimes that know convolutions
 * and no rings: {@code exp(f/T) = Σ_p f^p / (p! T^p)} and {@code f·exp(f/T) = Σ_p p·T·f^p / (p! T^p)} with
 * {@code f = k(u-v)·m̄(v)}, so that both sums over the nodes v are convolutions of m̄^p with k^p.
 * <p>
 * All terms are positive, so nothing cancels: p from 0 to {@value #TERMS} gives both sums to within a float's precision.
 * Both are divided by {@code exp(½/T)}, which keeps them of moderate size.
 * </p>
 */
public final class SmaxSeries {

	/** The highest power: what is left out is below 4e-8 of the sums, at f = 1, and less elsewhere. */
	public static final int TERMS = 48;

	/** Powers and weights below it count for nothing in sums that are above 1e-5, but make processors slow. */
	public static final float NEGLIGIBLE = 1e-18f;

	private final Lattice lattice;
	private final double sigma;
	private final double rowReach;
	private final double columnReach;

	/** @param sigma σ of the kernel in pixels */
	public SmaxSeries(Lattice lattice, double sigma) {
		this.lattice = lattice;
		this.sigma = sigma;
		rowReach = reach(lattice.top());
		columnReach = reach(lattice.left());
	}

	/** The largest distance along an axis, which is a multiple of 1, or ½ more where nodes lie between pixels. */
	private double reach(double origin) {
		final double odd = origin - Math.floor(origin);
		return Math.floor(RadialKernel.REACH * sigma - odd) + odd;
	}

	/** Rows of the convolution's kernel. */
	public int kernelRows() {
		return (int) (2 * rowReach) + 1;
	}

	/** Columns of the convolution's kernel. */
	public int kernelColumns() {
		return (int) (2 * columnReach) + 1;
	}

	/** Rows to crop at the top and at the bottom of the transposed convolution. */
	public int rowPad() {
		return (int) (rowReach - lattice.top());
	}

	/** Columns to crop at the left and at the right of the transposed convolution. */
	public int columnPad() {
		return (int) (columnReach - lattice.left());
	}

	/**
	 * The convolution's weights for the powers from 1: first for {@code Σ f·exp(f/T)}, then for {@code Σ exp(f/T)}.
	 *
	 * @return {@code float[TERMS][2][kernelRows][kernelColumns]} flattened
	 */
	public float[] weights() {
		final int size = kernelRows() * kernelColumns();
		final float[] weights = new float[2 * TERMS * size];
		for (int i = 0; i < size; i++) {
			final double distance = Math.hypot(i / kernelColumns() - rowReach, i % kernelColumns() - columnReach);
			if (distance > RadialKernel.REACH * sigma) continue;
			final double f = SmaxMask.INVERSE_TEMPERATURE * RadialKernel.value(distance, sigma);
			double term = scale();
			for (int p = 1; p <= TERMS; p++) {
				term *= f / p;
				if (term < NEGLIGIBLE) break;
				weights[2 * (p - 1) * size + i] = (float) (term * p / SmaxMask.INVERSE_TEMPERATURE);
				weights[(2 * p - 1) * size + i] = (float) term;
			}
		}
		return weights;
	}

	/**
	 * What the power 0 adds to both sums: nothing to the first, to the second one for every node within reach.
	 *
	 * @return {@code float[2][height][width]} flattened
	 */
	public float[] constant() {
		final int height = lattice.height(), width = lattice.width();
		final double reach = RadialKernel.REACH * sigma;
		final float one = (float) scale();
		final float[] constant = new float[2 * lattice.pixels()];
		for (int node = 0; node < lattice.size(); node++) {
			final double y = lattice.top() + node / lattice.columns() * lattice.step();
			final double x = lattice.left() + node % lattice.columns() * lattice.step();
			final int top = (int) Math.max(0, Math.ceil(y - reach)), bottom = (int) Math.min(height - 1, y + reach);
			final int left = (int) Math.max(0, Math.ceil(x - reach)), right = (int) Math.min(width - 1, x + reach);
			for (int v = top; v <= bottom; v++)
				for (int u = left; u <= right; u++)
					if (Math.hypot(v - y, u - x) <= reach) constant[lattice.pixels() + v * width + u] += one;
		}
		return constant;
	}

	private static double scale() {
		return Math.exp(-SmaxMask.INVERSE_TEMPERATURE / 2);
	}
}
