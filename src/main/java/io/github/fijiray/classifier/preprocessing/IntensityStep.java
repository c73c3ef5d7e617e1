package io.github.fijiray.classifier.preprocessing;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One step from raw to preprocessed intensities. A step that follows the image takes its statistics once, from the
 * unperturbed content, and is a fixed function from then on.
 */
public sealed interface IntensityStep {

	/** A step whose statistics are known. */
	@FunctionalInterface
	interface Frozen {

		double apply(int channel, double intensity);
	}

	/**
	 * @param content intensities before this step, {@code float[channels][height * width]}
	 * @param typeMaximum largest intensity of the image's pixel type
	 * @throws IllegalArgumentException if a list of the step does not fit the number of channels
	 */
	Frozen freeze(float[][] content, double typeMaximum);

	/** Whether the step depends on the intensities of the image. */
	default boolean followsImage() {
		return false;
	}

	/** Scales the range of the pixel type to [0, upper]. */
	record TypeRange(double upper) implements IntensityStep {

		@Override
		public Frozen freeze(float[][] content, double typeMaximum) {
			return (channel, v) -> v / typeMaximum * upper;
		}

		@Override
		public String toString() {
			return "0–" + plain(upper);
		}
	}

	/** {@code gain · v + offset}, with one value for all channels or one per channel. */
	record Linear(List<Double> gain, List<Double> offset) implements IntensityStep {

		@Override
		public Frozen freeze(float[][] content, double typeMaximum) {
			double[] gains = perChannel("gain", gain, content.length);
			double[] offsets = perChannel("offset", offset, content.length);
			return (channel, v) -> gains[channel] * v + offsets[channel];
		}

		@Override
		public String toString() {
			return "gain " + plain(gain) + ", offset " + plain(offset);
		}
	}

	/** {@code (v - mean) / std} with fixed values, one for all channels or one per channel. */
	record Standardize(List<Double> mean, List<Double> std) implements IntensityStep {

		public Standardize {
			if (std.stream().anyMatch(s -> !(s > 0))) throw new IllegalArgumentException("The parameter 'std' has " + plain(
				std) + "; expected numbers above 0.");
		}

		@Override
		public Frozen freeze(float[][] content, double typeMaximum) {
			double[] means = perChannel("mean", mean, content.length);
			double[] stds = perChannel("std", std, content.length);
			return (channel, v) -> (v - means[channel]) / stds[channel];
		}

		@Override
		public String toString() {
			return "mean " + plain(mean) + ", std " + plain(std);
		}
	}

	/**
	 * {@code (v - low) / (high - low + epsilon)}, where low and high are percentiles of the image; 0 and 100 are its
	 * minimum and maximum. A constant image becomes 0.
	 */
	record Percentiles(double low, double high, boolean jointly, double epsilon) implements IntensityStep {

		public Percentiles {
			if (!(low >= 0 && low < high && high <= 100)) throw new IllegalArgumentException("The percentiles are " + plain(
				low) + " and " + plain(high) + "; expected 0 ≤ low < high ≤ 100.");
		}

		@Override
		public Frozen freeze(float[][] content, double typeMaximum) {
			Statistics[] statistics = Statistics.of(content, jointly);
			double[] lows = new double[content.length];
			double[] ranges = new double[content.length];
			for (int c = 0; c < content.length; c++) {
				lows[c] = statistics[c].percentile(low);
				ranges[c] = nonZero(statistics[c].percentile(high) - lows[c] + epsilon);
			}
			return (channel, v) -> (v - lows[channel]) / ranges[channel];
		}

		@Override
		public boolean followsImage() {
			return true;
		}

		@Override
		public String toString() {
			return (low == 0 && high == 100 ? "min–max" : "percentiles " + plain(low) + "–" + plain(high)) + extent(jointly);
		}
	}

	/** {@code (v - mean) / (std + epsilon)} with mean and standard deviation of the image. A constant image becomes 0. */
	record ZeroMeanUnitVariance(boolean jointly, double epsilon) implements IntensityStep {

		@Override
		public Frozen freeze(float[][] content, double typeMaximum) {
			Statistics[] statistics = Statistics.of(content, jointly);
			double[] means = new double[content.length];
			double[] stds = new double[content.length];
			for (int c = 0; c < content.length; c++) {
				means[c] = statistics[c].mean();
				stds[c] = nonZero(statistics[c].std() + epsilon);
			}
			return (channel, v) -> (v - means[channel]) / stds[channel];
		}

		@Override
		public boolean followsImage() {
			return true;
		}

		@Override
		public String toString() {
			return "zero mean, unit variance" + extent(jointly);
		}
	}

	/** Limits intensities to [min, max]. */
	record Clip(double min, double max) implements IntensityStep {

		@Override
		public Frozen freeze(float[][] content, double typeMaximum) {
			return (channel, v) -> Math.max(min, Math.min(max, v));
		}

		@Override
		public String toString() {
			return "clip " + plain(min) + "–" + plain(max);
		}
	}

	/** 1 above the threshold, else 0; one threshold for all channels or one per channel. */
	record Binarize(List<Double> threshold) implements IntensityStep {

		@Override
		public Frozen freeze(float[][] content, double typeMaximum) {
			double[] thresholds = perChannel("threshold", threshold, content.length);
			return (channel, v) -> v > thresholds[channel] ? 1 : 0;
		}

		@Override
		public String toString() {
			return "binarize at " + plain(threshold);
		}
	}

	/** {@code 1 / (1 + exp(-v))}. */
	record Sigmoid() implements IntensityStep {

		@Override
		public Frozen freeze(float[][] content, double typeMaximum) {
			return (channel, v) -> 1 / (1 + Math.exp(-v));
		}

		@Override
		public String toString() {
			return "sigmoid";
		}
	}

	private static double[] perChannel(String name, List<Double> values, int channels) {
		if (values.size() != 1 && values.size() != channels) throw new IllegalArgumentException("The preprocessing has " +
			values.size() + " values for '" + name + "' (" + plain(values) + "), but the classifier takes " + channels +
			(channels == 1 ? " channel." : " channels."));
		double[] result = new double[channels];
		for (int c = 0; c < channels; c++)
			result[c] = values.get(values.size() == 1 ? 0 : c);
		return result;
	}

	private static double nonZero(double divisor) {
		return divisor == 0 ? 1 : divisor;
	}

	private static String extent(boolean jointly) {
		return jointly ? " over all channels" : " per channel";
	}

	private static String plain(List<Double> values) {
		return values.stream().map(IntensityStep::plain).collect(Collectors.joining(","));
	}

	private static String plain(double value) {
		return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : Double.toString(value);
	}
}
