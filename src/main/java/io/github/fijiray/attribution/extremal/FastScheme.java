package io.github.fijiray.attribution.extremal;

/**
 * What the fast optimiser does beyond gradient ascent, so that a study can leave it out.
 *
 * @param shrinking share of the passes over which the area shrinks; 0 for masks that have it from the start
 * @param widening how much the odds of a pixel to be kept exceed those of the area asked for, before the final projection
 * @param even share of a node's step that follows the gradient of its pixels as if all nodes were alike
 * @param binarising weight of the way to 0 and 1 in the last pass, relative to the steepest gradient of the score
 */
record FastScheme(double shrinking, double widening, double even, double binarising) {

	static final FastScheme DEFAULT = new FastScheme(0.8, 1.2, 0.7, 4);
}
