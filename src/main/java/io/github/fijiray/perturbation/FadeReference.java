package io.github.fijiray.perturbation;

/** The value that a fade ends in. */
public enum FadeReference {

	/** Zero intensity of the image as the classifier sees it after preprocessing. */
	BLACK,

	/** The mean of each channel of the image. */
	MEAN
}
