package io.github.fijiray.attribution.extremal;

/** The optimiser of an extremal perturbation. */
public enum Mode {

	/** Max-smooth masks that have an area in every pass and shrink towards the one asked for: ten times fewer passes. */
	FAST(80, new FastOptimiser(FastScheme.DEFAULT)),

	/** The published scheme: stochastic gradient descent on a max-smooth mask with a growing area penalty (§3). */
	PAPER(800, new PaperOptimiser());

	private final int defaultPasses;

	private final MaskOptimiser optimiser;

	Mode(int defaultPasses, MaskOptimiser optimiser) {
		this.defaultPasses = defaultPasses;
		this.optimiser = optimiser;
	}

	public int defaultPasses() {
		return defaultPasses;
	}

	MaskOptimiser optimiser() {
		return optimiser;
	}
}
