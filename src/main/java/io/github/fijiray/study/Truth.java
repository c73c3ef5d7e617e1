package io.github.fijiray.study;

import java.awt.Rectangle;
import java.util.List;

/**
 * What a person says is to be seen in an image.
 *
 * @param width of the image in pixels
 * @param height of the image in pixels
 * @param objects the objects, in the order of their numbers or of the ROI file
 */
public record Truth(int width, int height, List<TruthObject> objects) {

	/** @throws IllegalArgumentException if there is no object */
	public Truth {
		objects = List.copyOf(objects);
		if (objects.isEmpty()) throw new IllegalArgumentException("The truth has no object.");
	}

	/** Where any object is, {@code boolean[height][width]} flattened. */
	public boolean[] mask() {
		return mask(new Rectangle(width, height));
	}

	/**
	 * Where any object is within a part of the image.
	 *
	 * @return {@code boolean[region.height][region.width]} flattened
	 */
	public boolean[] mask(Rectangle region) {
		boolean[] mask = new boolean[Math.multiplyExact(region.width, region.height)];
		for (TruthObject object : objects)
			object.addTo(mask, region);
		return mask;
	}
}
