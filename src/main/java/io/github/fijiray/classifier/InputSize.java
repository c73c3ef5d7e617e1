package io.github.fijiray.classifier;

/**
 * Sizes that an axis of a classifier's input may have: {@code min + k · step} pixels.
 *
 * @param step 0 if only {@code min} is allowed
 */
record InputSize(int min, int step) {

	/** @return the allowed size next to the wanted one */
	int nearest(int wanted) {
		return step == 0 ? min : min + step * Math.max(0, (int) Math.rint((double) (wanted - min) / step));
	}
}
