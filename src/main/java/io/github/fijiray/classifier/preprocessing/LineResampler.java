package io.github.fijiray.classifier.preprocessing;

import java.util.Arrays;

/**
 * Resamples lines of pixels: bilinear when enlarging, and when shrinking the same triangle widened to the distance of
 * the new pixels, so that no pixel is skipped (antialiasing, as in Pillow and torchvision). The weights of each new
 * pixel sum to one; lines of equal length are copied exactly.
 */
final class LineResampler {

	private final int[] first;
	private final float[][] weights;

	/**
	 * @param from length of a given line
	 * @param to length of a new line
	 * @param ratio width of a new pixel, in given pixels
	 * @param origin where the first new pixel begins, in given pixels; a new pixel whose centre lies outside the given
	 *          line is 0
	 */
	LineResampler(int from, int to, double ratio, double origin) {
		first = new int[to];
		weights = new float[to][];
		double radius = Math.max(1, ratio);
		for (int i = 0; i < to; i++) {
			double centre = origin + (i + 0.5) * ratio;
			boolean outside = centre < 0 || centre > from;
			first[i] = Math.max(0, (int) Math.floor(centre - radius - 0.5) + 1);
			int last = outside ? first[i] - 1 : Math.min(from - 1, (int) Math.ceil(centre + radius - 0.5) - 1);
			weights[i] = triangle(first[i], last, centre, radius);
		}
	}

	private static float[] triangle(int first, int last, double centre, double radius) {
		double[] heights = new double[last - first + 1];
		double sum = 0;
		for (int k = 0; k < heights.length; k++)
			sum += heights[k] = Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / radius);
		float[] weights = new float[heights.length];
		for (int k = 0; k < weights.length; k++)
			weights[k] = (float) (heights[k] / sum);
		return weights;
	}

	/** Resamples one line, which begins at the offset. */
	void resampleLine(float[] from, int fromOffset, float[] to, int toOffset) {
		for (int i = 0; i < first.length; i++) {
			double sum = 0;
			for (int k = 0; k < weights[i].length; k++)
				sum += (double) weights[i][k] * from[fromOffset + first[i] + k];
			to[toOffset + i] = (float) sum;
		}
	}

	/**
	 * Resamples all columns of an image.
	 *
	 * @param rows {@code float[][width]} flattened
	 * @return {@code float[to][width]} flattened
	 */
	float[] resampleColumns(float[] rows, int width) {
		float[] result = new float[Math.multiplyExact(first.length, width)];
		double[] sums = new double[width];
		for (int i = 0; i < first.length; i++) {
			Arrays.fill(sums, 0);
			for (int k = 0; k < weights[i].length; k++)
				for (int x = 0, at = (first[i] + k) * width; x < width; x++)
					sums[x] += (double) weights[i][k] * rows[at + x];
			for (int x = 0; x < width; x++)
				result[i * width + x] = (float) sums[x];
		}
		return result;
	}
}
