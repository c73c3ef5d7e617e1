package io.github.fijiray.mask;

/**
 * Measures of a finished mask.
 *
 * @param area mean of the mask
 * @param binariness share of the pixels at most 0.05 or at least 0.95
 * @param contourSlope mean of |∇m| per pixel where the contour m = ½ runs; 0 without a contour
 */
public record MaskProperties(double area, double binariness, double contourSlope) {

	/** @param mask {@code float[height][width]} flattened, in [0, 1] */
	public static MaskProperties of(float[] mask, int height, int width) {
		return new MaskProperties(Sums.sum(mask) / mask.length, binariness(mask), contourSlope(mask, height, width));
	}

	private static double binariness(float[] mask) {
		int binary = 0;
		for (float m : mask)
			binary += m <= 0.05f || m >= 0.95f ? 1 : 0;
		return (double) binary / mask.length;
	}

	/** Over all squares of 2×2 pixels with values on both sides of ½. */
	private static double contourSlope(float[] mask, int height, int width) {
		double sum = 0;
		int squares = 0;
		for (int y = 0; y + 1 < height; y++) {
			for (int x = 0; x + 1 < width; x++) {
				final int i = y * width + x;
				final float a = mask[i], b = mask[i + 1], c = mask[i + width], d = mask[i + width + 1];
				final float lowest = Math.min(Math.min(a, b), Math.min(c, d));
				final float highest = Math.max(Math.max(a, b), Math.max(c, d));
				if (lowest >= 0.5f || highest < 0.5f) continue;
				sum += Math.hypot(b - a + d - c, c - a + d - b) / 2;
				squares++;
			}
		}
		return squares == 0 ? 0 : sum / squares;
	}
}
