package io.github.fijiray.attribution.extremal;

import io.github.fijiray.mask.SmaxMask;

/**
 * A max-smooth mask during an ascent; its arrays are those that the ascent works on.
 *
 * @param smooth computed {@code mask} from {@code nodes} last
 * @param nodes m̄, the parameters
 * @param mask m
 * @param nodeGradient receives the gradient with respect to the nodes
 */
record LatticeMask(SmaxMask smooth, float[] nodes, float[] mask, float[] nodeGradient) {}
