package io.github.fijiray.audit;

import java.awt.Rectangle;

/**
 * Where a mask lies, in pixels of its image; the centre of the first pixel is at (0.5, 0.5).
 *
 * @param x of the centroid
 * @param y of the centroid
 * @param spread root of the mean squared distance from the centroid
 * @param borderDistance of the centroid to the nearest border of the image
 */
record EvidenceGeometry(double x, double y, double spread, double borderDistance) {

	/**
	 * @param mask {@code float[region.height][region.width]} flattened; not all 0
	 * @param region where it lies in the image
	 * @param width of the image
	 */
	static EvidenceGeometry of(float[] mask, Rectangle region, int width, int height) {
		double mass = 0, sumX = 0, sumY = 0, sumXX = 0, sumYY = 0;
		for (int i = 0; i < mask.length; i++) {
			double x = i % region.width + 0.5, y = i / region.width + 0.5;
			mass += mask[i];
			sumX += mask[i] * x;
			sumY += mask[i] * y;
			sumXX += mask[i] * x * x;
			sumYY += mask[i] * y * y;
		}
		double meanX = sumX / mass, meanY = sumY / mass;
		double x = region.x + meanX, y = region.y + meanY;
		double variance = sumXX / mass - meanX * meanX + sumYY / mass - meanY * meanY;
		return new EvidenceGeometry(x, y, Math.sqrt(Math.max(0, variance)), Math.min(Math.min(x, width - x), Math.min(y,
			height - y)));
	}
}
