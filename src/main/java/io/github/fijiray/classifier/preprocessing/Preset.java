package io.github.fijiray.classifier.preprocessing;

import io.github.fijiray.classifier.preprocessing.IntensityStep.Percentiles;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Standardize;
import io.github.fijiray.classifier.preprocessing.IntensityStep.TypeRange;
import io.github.fijiray.classifier.preprocessing.IntensityStep.ZeroMeanUnitVariance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Preprocessings with a name. */
public enum Preset {

	/** torchvision's: 0–1, mean and standard deviation of ImageNet, centre crop. */
	IMAGENET("imagenet", ResizeMode.CROP, ChannelOrder.RGB, new TypeRange(1), new Standardize(List.of(0.485, 0.456,
		0.406), List.of(0.229, 0.224, 0.225))),

	/** Caffe's: 0–255, blue, green, red, minus the mean of ImageNet, centre crop. */
	CAFFE("caffe", ResizeMode.CROP, ChannelOrder.BGR, new TypeRange(255), new Standardize(List.of(103.939, 116.779,
		123.68), List.of(1.0))),

	/** The range of the pixel type to 0–1. */
	ZERO_TO_ONE("0-1", ResizeMode.STRETCH, ChannelOrder.RGB, new TypeRange(1)),

	/** The range of the pixel type to 0–255. */
	BYTE_RANGE("0-255", ResizeMode.STRETCH, ChannelOrder.RGB, new TypeRange(255)),

	/** Raw intensities. */
	NONE("none", ResizeMode.STRETCH, ChannelOrder.RGB),

	/** Minimum and maximum of each channel to 0–1. */
	MIN_MAX("min-max", ResizeMode.STRETCH, ChannelOrder.RGB, new Percentiles(0, 100, false, 0)),

	/** The percentiles 1 and 99.8 of each channel to 0 and 1, without clipping. */
	PERCENTILE("percentile", ResizeMode.STRETCH, ChannelOrder.RGB, new Percentiles(1, 99.8, false, 0)),

	/** Zero mean and unit variance of each channel. */
	Z_SCORE("z-score", ResizeMode.STRETCH, ChannelOrder.RGB, new ZeroMeanUnitVariance(false, 0));

	private final String name;
	private final Preprocessing preprocessing;

	Preset(String name, ResizeMode resize, ChannelOrder channels, IntensityStep... steps) {
		this.name = name;
		preprocessing = new Preprocessing(List.of(steps), resize, channels, "preset " + name);
	}

	public Preprocessing preprocessing() {
		return preprocessing;
	}

	/**
	 * @param text the name of a preset; {@code percentile} may be followed by two percentiles, and a preset that follows
	 *          the image's intensities by {@code jointly} for statistics over all channels together, as in
	 *          {@code percentile 2 98 jointly}
	 * @throws IllegalArgumentException if it is none
	 */
	public static Preprocessing parse(String text) {
		List<String> words = Arrays.asList(text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
		Preset preset = Arrays.stream(values()).filter(p -> p.name.equals(words.get(0))).findFirst().orElseThrow(
			() -> illegal(text));
		Preprocessing named = preset.preprocessing;
		if (words.size() == 1) return named;
		boolean jointly = words.get(words.size() - 1).equals("jointly");
		List<String> numbers = words.subList(1, words.size() - (jointly ? 1 : 0));
		if (!numbers.isEmpty() && (preset != PERCENTILE || numbers.size() != 2)) throw illegal(text);
		IntensityStep step = switch (preset) {
			case MIN_MAX -> new Percentiles(0, 100, jointly, 0);
			case PERCENTILE -> numbers.isEmpty() ? new Percentiles(1, 99.8, jointly, 0) : new Percentiles(number(numbers.get(
				0), text), number(numbers.get(1), text), jointly, 0);
			case Z_SCORE -> new ZeroMeanUnitVariance(jointly, 0);
			default -> throw illegal(text);
		};
		return new Preprocessing(List.of(step), named.resize(), named.channels(), "preset " + String.join(" ", words));
	}

	private static double number(String number, String text) {
		try {
			return Double.parseDouble(number);
		}
		catch (NumberFormatException e) {
			throw illegal(text);
		}
	}

	private static IllegalArgumentException illegal(String text) {
		return new IllegalArgumentException("The parameter 'preprocessing' is '" + text + "'; expected auto, " + Arrays
			.stream(values()).map(Preset::toString).collect(Collectors.joining(", ")) + ". 'percentile' may be followed by " +
			"two percentiles, and the last three by 'jointly', as in 'percentile 2 98 jointly'.");
	}

	@Override
	public String toString() {
		return name;
	}
}
