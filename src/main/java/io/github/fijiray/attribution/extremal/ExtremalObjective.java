package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.MaskObjective;

/**
 * What an optimiser ascends: the objective of eq. 2, in whichever of its forms it needs.
 *
 * @param ofPixels as a function of the masks' pixels
 * @param ofNodes as a function of the nodes of max-smooth masks
 */
record ExtremalObjective(MaskObjective ofPixels, LatticeObjective ofNodes) {

	/** With the masks computed in Java. */
	static ExtremalObjective inJava(MaskObjective ofPixels) {
		return new ExtremalObjective(ofPixels, new JavaObjective(ofPixels));
	}

	int height() {
		return ofPixels.height();
	}

	int width() {
		return ofPixels.width();
	}
}
