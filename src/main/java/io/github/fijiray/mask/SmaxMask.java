package io.github.fijiray.mask;

import java.util.Arrays;

/**
 * A smooth mask, {@code m(u) = smax_v k(u-v)·m̄(v)} over the nodes v of a lattice, with
 * {@code smax f = Σ f·exp(f/T) / Σ exp(f/T)} and 1/T = 20 (Fong, Patrick, Vedaldi, ICCV 2019, §3.5, eq. 7).
 * <p>
 * The maximum that smax stands for keeps a lattice of ones (Lemma 1), smax does not: among the nodes around a pixel, those
 * beyond the flat centre of the kernel pull it down to about 0.98. Here m is therefore divided, pixel by pixel, by what a
 * lattice of ones gives, so that ones give ones exactly and zeros zeros, up to the border; only nodes that exist count.
 * As smax is not monotone, ones surrounded by zeros may then pass 1 by up to 3 %; they are clamped to 1, where the
 * derivative is 0.
 * </p>
 * <p>
 * An object serves one mask in one thread; {@link #another()} gives more of them at little cost. The calls allocate
 * nothing.
 * </p>
 */
public final class SmaxMask {

	private static final float INVERSE_TEMPERATURE = 20;

	private final RadialKernel kernel;
	/** smax of a lattice of ones, per pixel. */
	private final float[] ones;
	/** 1 where there is a node, 0 in the margins. */
	private final float[] exists;

	private final float[] values;
	private final float[] weights;
	private final float[] weighted;
	private final float[] gradient;
	private final float[] directSum;
	private final float[] dampedSum;

	private final float[] numerator;
	private final float[] denominator;
	private final float[] smax;
	private final float[] scratch;

	/**
	 * @param sigma σ of the kernel in pixels: flat up to ½ σ, 0.6 at σ, 0.1 at 1.6 σ
	 * @throws IllegalArgumentException if σ is too small for the lattice
	 */
	public SmaxMask(Lattice lattice, double sigma) {
		this(new RadialKernel(lattice, sigma), null, null);
		final float[] full = new float[lattice.size()];
		Arrays.fill(full, 1);
		kernel.toNodes(full, exists);
		kernel.toNodes(full, values);
		computeSmax();
		for (int i = 0; i < ones.length; i++)
			ones[i] = smax[i] > 0 ? smax[i] : 1;
	}

	private SmaxMask(RadialKernel kernel, float[] ones, float[] exists) {
		this.kernel = kernel;
		final int nodes = kernel.nodeEntries(), pixels = kernel.planeEntries();
		this.ones = ones == null ? new float[pixels] : ones;
		this.exists = exists == null ? new float[nodes] : exists;
		values = new float[nodes];
		weights = new float[nodes];
		weighted = new float[nodes];
		gradient = new float[nodes];
		directSum = new float[nodes];
		dampedSum = new float[nodes];
		numerator = new float[pixels];
		denominator = new float[pixels];
		smax = new float[pixels];
		scratch = new float[pixels];
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
		for (int i = 0; i < smax.length; i++)
			scratch[i] = Math.min(1, smax[i] / ones[i]);
		kernel.fromPlanes(scratch, mask);
	}

	private void computeSmax() {
		Arrays.fill(numerator, 0);
		// Planes have entries without pixels; the smallest number keeps their quotient finite.
		Arrays.fill(denominator, Float.MIN_NORMAL);
		for (int ring = 0; ring < kernel.rings(); ring++) {
			final float k = kernel.value(ring);
			computeWeights(k);
			for (int i = kernel.firstNode(); i < kernel.endOfNodes(); i++)
				weighted[i] = k * values[i] * weights[i];
			kernel.spread(ring, weighted, numerator);
			kernel.spread(ring, weights, denominator);
		}
		for (int i = 0; i < smax.length; i++)
			smax[i] = numerator[i] / denominator[i];
	}

	/** exp(f/T) of every node, divided by exp(½/T), which cancels and keeps the exponent small. */
	private void computeWeights(float k) {
		final int from = kernel.firstNode(), to = kernel.endOfNodes();
		for (int i = from; i < to; i++)
			weights[i] = INVERSE_TEMPERATURE * (k * values[i] - 0.5f);
		Exponential.exp(weights, from, to);
		for (int i = from; i < to; i++)
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
		// direct = g / Σ exp(f/T) and damped = smax · direct are needed.
		final float[] direct = scratch, damped = numerator;
		Arrays.fill(direct, 0);
		kernel.toPlanes(gradMask, direct);
		for (int i = 0; i < smax.length; i++)
			direct[i] = smax[i] > ones[i] ? 0 : direct[i] / (ones[i] * denominator[i]);
		for (int i = 0; i < smax.length; i++)
			damped[i] = direct[i] * smax[i];
		Arrays.fill(gradient, 0);
		for (int ring = 0; ring < kernel.rings(); ring++)
			addGradient(ring, direct, damped);
		kernel.fromNodes(gradient, gradLattice);
	}

	private void addGradient(int ring, float[] direct, float[] damped) {
		Arrays.fill(directSum, 0);
		Arrays.fill(dampedSum, 0);
		kernel.collect(ring, direct, directSum);
		kernel.collect(ring, damped, dampedSum);
		final float k = kernel.value(ring);
		computeWeights(k);
		for (int i = kernel.firstNode(); i < kernel.endOfNodes(); i++) {
			final float f = INVERSE_TEMPERATURE * k * values[i];
			gradient[i] += k * weights[i] * ((1 + f) * directSum[i] - INVERSE_TEMPERATURE * dampedSum[i]);
		}
	}
}
