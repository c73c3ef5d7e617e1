package io.github.fijiray.pointing;

import java.util.Arrays;

/**
 * A polygon in pixels, whose corners are x and y in turn. A pixel belongs to it if its centre, at ½ of its width, lies
 * inside; where the outline crosses itself, by the even-odd rule.
 */
record Polygon(float[] corners) implements ObjectShape {

	@Override
	public void addTo(boolean[] mask, int width, int height) {
		for (int y = 0; y < height; y++) {
			double[] crossings = crossings(y + 0.5);
			for (int i = 0; i + 1 < crossings.length; i += 2) {
				int end = (int) Math.min(width, Math.ceil(crossings[i + 1] - 0.5));
				for (int x = (int) Math.max(0, Math.ceil(crossings[i] - 0.5)); x < end; x++)
					mask[y * width + x] = true;
			}
		}
	}

	/** Where the outline crosses a horizontal line, from left to right. */
	private double[] crossings(double y) {
		double[] crossings = new double[corners.length / 2];
		int count = 0;
		for (int i = 0; i < corners.length; i += 2) {
			int next = (i + 2) % corners.length;
			double y0 = corners[i + 1], y1 = corners[next + 1];
			if (y0 <= y == y1 <= y) continue;
			crossings[count++] = corners[i] + (y - y0) / (y1 - y0) * (corners[next] - corners[i]);
		}
		Arrays.sort(crossings, 0, count);
		return Arrays.copyOf(crossings, count);
	}
}
