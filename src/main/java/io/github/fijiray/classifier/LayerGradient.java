package io.github.fijiray.classifier;

import io.github.fijiray.classifier.preprocessing.PreparedImage;

/**
 * What a backward pass tells of a layer, for one image.
 *
 * @param activation the layer's activation, with 0 for black
 * @param values what arrives at the activation, shaped like it, {@code float[channels][height][width]} flattened
 * @param scores {@code float[classes]}
 */
public record LayerGradient(PreparedImage activation, float[] values, float[] scores) {

	/** Number of places of the layer. */
	public int places() {
		return activation.height() * activation.width();
	}
}
