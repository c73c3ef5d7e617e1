package io.github.fijiray.attribution.inversion;

/**
 * An image that a direction of a layer was inverted to.
 *
 * @param image I*, in the classifier's preprocessed intensities, {@code float[channels][height][width]} flattened
 * @param start the objective of eq. 12 at the plain image that the ascent began with
 * @param objective the objective at I*
 * @param course the objective in every pass, at the random view of that pass
 */
public record Inversion(float[] image, double start, double objective, float[] course) {}
