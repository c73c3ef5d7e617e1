package io.github.fijiray.attribution.extremal;

import io.github.fijiray.mask.MaskProperties;

/**
 * The extremal mask of one area.
 *
 * @param area the area asked for, as a fraction of the image
 * @param mask {@code float[height][width]} flattened, in [0, 1]; 1 keeps a pixel
 * @param properties measured area, binariness and contour slope of {@code mask}
 * @param scoreKept Φ(m⊗x), measured on this mask
 * @param scoreRemoved Φ((1-m)⊗x), measured on this mask
 */
public record ExtremalMask(double area, float[] mask, MaskProperties properties, float scoreKept, float scoreRemoved) {

	/** The mean of the mask. */
	public double areaReached() {
		return properties.area();
	}
}
