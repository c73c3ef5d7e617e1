package io.github.fijiray.attribution;

/** The optimiser of an extremal perturbation. */
public enum Mode {

	/** The published scheme: stochastic gradient descent on a max-smooth mask with a growing area penalty (§3). */
	PAPER(800),

	/** Masks that have the requested area in every pass and shrink towards it; ten times fewer passes. */
	FAST(80);

	private final int defaultPasses;

	Mode(int defaultPasses) {
		this.defaultPasses = defaultPasses;
	}

	public int defaultPasses() {
		return defaultPasses;
	}
}
