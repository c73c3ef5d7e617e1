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

	void addTo(boolean[] mask, int width) {
		for (int y = 0; y < bounds.height; y++)
			for (int x = 0; x < bounds.width; x++)
				if (inside[y * bounds.width + x]) mask[(bounds.y + y) * width + bounds.x + x] = true;
	}
}
