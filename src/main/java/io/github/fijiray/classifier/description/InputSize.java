package io.github.fijiray.classifier.description;

/**
 * Sizes that an axis of a classifier's input may have: {@code min + k · step} pixels.
 *
 * @param step 0 if only {@code min} is allowed
 */
public record InputSize(int min, int step) {

	/** @return the allowed size next to the wanted one */
	public int nearest(int wanted) {
		return step == 0 ? min : min + step * Math.max(0, (int) Math.rint((double) (wanted - min) / step));
	}
}
