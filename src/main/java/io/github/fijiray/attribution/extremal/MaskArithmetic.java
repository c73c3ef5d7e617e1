package io.github.fijiray.attribution.extremal;

import java.util.Locale;

/** Where the masks of an ascent, and the images that they make, are computed. */
public enum MaskArithmetic {

	/** In mode paper in one graph with the classifier where that computes on a GPU, else in Java. */
	AUTO,

	/** In Java, beside the classifier: the images cross to where the classifier is, and their gradients back. */
	JAVA,

	/** In one ONNX graph with the classifier: the nodes of the masks cross to where it is, and their gradients back. */
	GRAPH;

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}
}
