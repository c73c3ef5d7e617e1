package io.github.fijiray.attribution;

/**
 * The extremal mask of one area.
 *
 * @param area the area asked for, as a fraction of the image
 * @param areaReached the mean of {@code mask}
 * @param mask {@code float[height][width]} flattened, in [0, 1]; 1 keeps a pixel
 * @param scoreKept Φ(m⊗x), measured on this mask
 * @param scoreRemoved Φ((1-m)⊗x), measured on this mask
 */
public record ExtremalMask(double area, double areaReached, float[] mask, float scoreKept, float scoreRemoved) {}
