package io.github.fijiray.perturbation;

/** The two images that a mask makes of one. */
public enum Part {

	/** m⊗x, the part inside the mask. */
	KEPT,

	/** (1-m)⊗x, the rest. */
	REMOVED;

	/** How much of a pixel stays: m or 1-m. */
	float share(float m) {
		return this == KEPT ? m : 1 - m;
	}

	/** Derivative of the share with respect to m. */
	public float sign() {
		return this == KEPT ? 1 : -1;
	}
}
