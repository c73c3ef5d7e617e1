package io.github.fijiray.pointing;

/** A box of whole pixels, those on its border belong to it; the first pixel of an image is at 0. */
record Box(int left, int top, int right, int bottom) implements ObjectShape {

	@Override
	public void addTo(boolean[] mask, int width, int height) {
		for (int y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++)
			for (int x = Math.max(0, left); x <= Math.min(width - 1, right); x++)
				mask[y * width + x] = true;
	}
}
