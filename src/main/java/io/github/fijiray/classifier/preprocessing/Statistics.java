package io.github.fijiray.classifier.preprocessing;

import java.util.Arrays;

/** Statistics of intensities, in double precision. */
final class Statistics {

	private final float[] sorted;

	private Statistics(float[] intensities) {
		sorted = intensities.clone();
		Arrays.sort(sorted);
	}

	/**
	 * @param content {@code float[channels][pixels]}
	 * @param jointly over all channels together
	 * @return one per channel
	 */
	static Statistics[] of(float[][] content, boolean jointly) {
		Statistics[] statistics = new Statistics[content.length];
		if (jointly) Arrays.fill(statistics, new Statistics(concatenated(content)));
		else for (int c = 0; c < content.length; c++)
			statistics[c] = new Statistics(content[c]);
		return statistics;
	}

	private static float[] concatenated(float[][] content) {
		float[] all = new float[Math.multiplyExact(content.length, content[0].length)];
		for (int c = 0; c < content.length; c++)
			System.arraycopy(content[c], 0, all, c * content[0].length, content[0].length);
		return all;
	}

	/** Interpolates linearly between neighbouring ranks, as NumPy does by default. */
	double percentile(double percent) {
		double rank = percent / 100 * (sorted.length - 1);
		int below = (int) rank;
		int above = Math.min(below + 1, sorted.length - 1);
		return sorted[below] + (rank - below) * ((double) sorted[above] - sorted[below]);
	}

	double mean() {
		double sum = 0;
		for (float v : sorted)
			sum += v;
		return sum / sorted.length;
	}

	/** Of the population: divided by the number of pixels. */
	double std() {
		double mean = mean();
		double sum = 0;
		for (float v : sorted)
			sum += (v - mean) * (v - mean);
		return Math.sqrt(sum / sorted.length);
	}
}
