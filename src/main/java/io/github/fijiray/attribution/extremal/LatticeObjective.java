package io.github.fijiray.attribution.extremal;

/** The objective of eq. 2 as a function of the nodes of max-smooth masks: m̄ → m → m⊗x → Φ, and the gradient back. */
interface LatticeObjective {

	/** A further term of the objective, as a function of the pixels. */
	@FunctionalInterface
	interface PixelTerm {

		PixelTerm NONE = (mask, gradient) -> {};

		/** Adds its gradient with respect to the pixels of mask number {@code mask}. */
		void addTo(int mask, float[] gradient);
	}

	/**
	 * What the game pays for every mask, and how that and the further term change with the nodes.
	 *
	 * @param masks receive the gradients
	 * @param mirrored whether the classifier sees the mirror image; masks and gradients stay upright
	 * @return Φ(m⊗x), -Φ((1-m)⊗x) or their sum, without the further term
	 * @throws java.io.UncheckedIOException if the classifier gives scores or gradients that are not finite numbers
	 */
	float[] gradient(LatticeMask[] masks, boolean mirrored, PixelTerm term);
}
