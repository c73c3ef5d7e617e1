package io.github.fijiray.study;

import java.awt.Rectangle;

/**
 * One object of an image.
 *
 * @param name the number in a label image, or the name of a ROI
 * @param bounds box around it within the image, in pixels
 * @param inside {@code boolean[bounds.height][bounds.width]} flattened
 */
public record TruthObject(String name, Rectangle bounds, boolean[] inside) {

	/**
	 * The object within a part of the image.
	 *
	 * @return {@code boolean[region.height][region.width]} flattened
	 */
	public boolean[] mask(Rectangle region) {
		boolean[] mask = new boolean[Math.multiplyExact(region.width, region.height)];
		addTo(mask, region);
		return mask;
	}

	void addTo(boolean[] mask, Rectangle region) {
		Rectangle common = bounds.intersection(region);
		for (int y = common.y; y < common.y + common.height; y++)
			for (int x = common.x; x < common.x + common.width; x++)
				if (inside[(y - bounds.y) * bounds.width + x - bounds.x]) mask[(y - region.y) * region.width + x - region.x] =
					true;
	}
}
