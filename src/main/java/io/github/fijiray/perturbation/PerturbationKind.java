package io.github.fijiray.perturbation;

/** What happens to the pixels that a mask does not keep (Fong, Patrick, Vedaldi, ICCV 2019, §3.4). */
public enum PerturbationKind {

	/** A Gaussian blur whose σ falls linearly with the mask. */
	BLUR,

	/** A linear fade to one value per channel. */
	FADE
}
