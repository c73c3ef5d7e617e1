package io.github.fijiray.mask;

import java.util.Arrays;

/**
 * A smooth mask, {@code m(u) = smax_v k(u-v)·m̄(v)} over the nodes v of a lattice, with
 * {@code smax f = Σ f·exp(f/T) / Σ exp(f/T)} and 1/T = 20 (Fong, Patrick, Vedaldi, ICCV 2019, §3.5, eq. 7).
 * <p>
 * The maximum that smax stands for keeps a lattice of ones (Lemma 1), smax does not: among the nodes around a pixel,
 * those beyond the flat centre of the kernel pull it down to about 0.99. Here m is therefore divided, pixel by pixel,
 * by what a lattice of ones gives, so that ones give ones exactly and zeros zeros, up to the border; only nodes that
 * exist count. As smax is not monotone, ones surrounded by zeros may then pass 1 by up to 2 %; they are clamped to 1,
 * where the derivative is 0.
 * </p>
 * <p>
 * An object serves one mask in one thread; {@link #another()} gives more of them at little cost. The calls allocate
 * nothing.
 * </p>
 */
public final class SmaxMask {

	static final float INVERSE_TEMPERATURE = 20;

	private final RadialKernel kernel;
	/** smax of a lattice of ones, per pixel. */
	private final float[][] ones;
	/** 1 where there is a node, 0 in the margins. */
	private final float[] exists;

	private final float[] values;
	private final float[] weights;
	private final float[] weighted;
	private final float[] gradient;
	private final float[] directSum;
	private final float[] dampedSum;
	private final float[] shifted;

	private final float[][] numerator;
	private final float[][] denominator;
	private final float[][] smax;
	/** The mask, later its gradient. */
	private final float[][] pixels;

	/**
	 * @param sigma σ of the kernel in pixels: flat up to ½ σ, 0.6 at σ, 0.1 at 1.6 σ
	 * @throws IllegalArgumentException if σ is too small for the lattice
	 */
	public SmaxMask(Lattice lattice, double sigma) {
		this(new RadialKernel(lattice, sigma));
		final float[] full = new float[lattice.size()];
		Arrays.fill(full, 1);
		kernel.toNodes(full, exists);
		kernel.toNodes(full, values);
		computeSmax();
		for (int p = 0; p < ones.length; p++)
			for (int i = 0; i < ones[p].length; i++)
				ones[p][i] = smax[p][i] > 0 ? smax[p][i] : 1;
	}

	private SmaxMask(RadialKernel kernel) {
		this(kernel, new float[kernel.planes()][kernel.entries()], new float[kernel.entries()]);
	}

	private SmaxMask(RadialKernel kernel, float[][] ones, float[] exists) {
		this.kernel = kernel;
		this.ones = ones;
		this.exists = exists;
		final int planes = kernel.planes(), entries = kernel.entries();
		values = new float[entries];
		weights = new float[entries];
		weighted = new float[entries];
		gradient = new float[entries];
		directSum = new float[entries];
		dampedSum = new float[entries];
		shifted = new float[entries];
		numerator = new float[planes][entries];
		denominator = new float[planes][entries];
		smax = new float[planes][entries];
		pixels = new float[planes][entries];
	}

	/** Another mask with the same lattice and kernel, to be used independently of this one. */
	public SmaxMask another() {
		return new SmaxMask(kernel, ones, exists);
	}

	/**
	 * Computes a mask from its parameters.
	 *
	 * @param lattice m̄, {@code float[rows][columns]} flattened, in [0, 1]
	 * @param mask receives m, {@code float[height][width]} flattened, in [0, 1]
	 */
	public void forward(float[] lattice, float[] mask) {
		kernel.toNodes(lattice, values);
		computeSmax();
		for (int p = 0; p < pixels.length; p++)
			computeMask(smax[p], ones[p], pixels[p]);
		kernel.fromPlanes(pixels, mask);
	}

	private static void computeMask(float[] smax, float[] ones, float[] mask) {
		for (int i = 0; i < mask.length; i++)
			mask[i] = Math.min(1, smax[i] / ones[i]);
	}

	private void computeSmax() {
		fill(numerator, 0);
		// Planes have entries without pixels; the smallest number keeps their quotient finite.
		fill(denominator, Float.MIN_NORMAL);
		for (int ring = 0; ring < kernel.rings(); ring++) {
			final float k = kernel.value(ring);
			computeWeights(k);
			for (int i = kernel.first(); i < kernel.end(); i++)
				weighted[i] = k * values[i] * weights[i];
			kernel.spread(ring, weighted, numerator, shifted);
			kernel.spread(ring, weights, denominator, shifted);
		}
		for (int p = 0; p < smax.length; p++)
			divide(numerator[p], denominator[p], smax[p]);
	}

	private static void divide(float[] a, float[] b, float[] quotient) {
		for (int i = 0; i < quotient.length; i++)
			quotient[i] = a[i] / b[i];
	}

	/** exp(f/T) of every node, divided by exp(½/T), which cancels and keeps the exponent small. */
	private void computeWeights(float k) {
		final int first = kernel.first(), end = kernel.end();
		for (int i = first; i < end; i++)
			weights[i] = INVERSE_TEMPERATURE * (k * values[i] - 0.5f);
		Exponential.exp(weights, first, end);
		for (int i = first; i < end; i++)
			weights[i] *= exists[i];
	}

	/**
	 * Computes the gradient with respect to the parameters of the last {@link #forward}.
	 *
	 * @param gradMask gradient with respect to m, {@code float[height][width]} flattened
	 * @param gradLattice receives the gradient with respect to m̄, {@code float[rows][columns]} flattened
	 */
	public void backward(float[] gradMask, float[] gradLattice) {
		// ∂smax/∂f = exp(f/T)·(1 + (f - smax)/T) / Σ exp(f/T): over the pixels of a ring, only the sums of
		// direct = g / Σ exp(f/T) and damped = direct · smax are needed.
		final float[][] direct = pixels, damped = numerator;
		fill(direct, 0);
		kernel.toPlanes(gradMask, direct);
		for (int p = 0; p < direct.length; p++)
			computeTerms(direct[p], damped[p], denominator[p], smax[p], ones[p]);
		Arrays.fill(gradient, 0);
		for (int ring = 0; ring < kernel.rings(); ring++)
			addGradient(ring, direct, damped);
		kernel.fromNodes(gradient, gradLattice);
	}

	private static void computeTerms(float[] direct, float[] damped, float[] denominator, float[] smax, float[] ones) {
		for (int i = 0; i < direct.length; i++)
			direct[i] = smax[i] > ones[i] ? 0 : direct[i] / (ones[i] * denominator[i]);
		for (int i = 0; i < direct.length; i++)
			damped[i] = direct[i] * smax[i];
	}

	private void addGradient(int ring, float[][] direct, float[][] damped) {
		Arrays.fill(directSum, 0);
		Arrays.fill(dampedSum, 0);
		kernel.collect(ring, direct, directSum, shifted);
		kernel.collect(ring, damped, dampedSum, shifted);
		final float k = kernel.value(ring);
		computeWeights(k);
		for (int i = kernel.first(); i < kernel.end(); i++) {
			final float f = INVERSE_TEMPERATURE * k * values[i];
			gradient[i] += k * weights[i] * ((1 + f) * directSum[i] - INVERSE_TEMPERATURE * dampedSum[i]);
		}
	}

	private static void fill(float[][] planes, float value) {
		for (float[] plane : planes)
			Arrays.fill(plane, value);
	}
}
