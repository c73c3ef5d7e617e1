package io.github.fijiray.pointing;

import java.io.IOException;

/** Where one object is, or all objects of a file are. */
interface ObjectShape {

	/**
	 * Sets the pixels of the object; what lies outside the image is cut off.
	 *
	 * @param mask {@code boolean[height][width]} flattened
	 * @throws IOException if a file cannot be read
	 * @throws IllegalArgumentException if the shape does not fit the image
	 */
	void addTo(boolean[] mask, int width, int height) throws IOException;
}
