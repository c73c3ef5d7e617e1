package io.github.fijiray.classifier.preprocessing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The preprocessing that a user asks for, in the user's words. What is empty is left as the preset has it.
 *
 * @param preset {@code auto} for what stands beside the model, or a {@link Preset}
 * @param mean numbers to subtract after scaling, one or one per channel, as in {@code 0.485,0.456,0.406}
 * @param std numbers to divide by after that
 * @param resize a {@link ResizeMode}
 * @param channels a {@link ChannelOrder}
 */
public record PreprocessingRequest(String preset, String mean, String std, String resize, String channels) {

	/** What stands beside the model, else a default that the user is told of. */
	public static final PreprocessingRequest AUTO = new PreprocessingRequest("auto", "", "", "", "");

	/** @throws IllegalArgumentException naming the parameter that cannot be read, and what is legal */
	public PreprocessingRequest {
		if (!isAuto(preset)) Preset.parse(preset);
		numbers("mean", mean);
		numbers("std", std);
		if (!resize.isBlank()) ResizeMode.parse(resize);
		if (!channels.isBlank()) ChannelOrder.parse(channels);
	}

	/** The preset, with nothing changed. */
	public static PreprocessingRequest preset(String preset) {
		return new PreprocessingRequest(preset, "", "", "", "");
	}

	/**
	 * @param described the preprocessing that stands beside the model
	 * @param notes receives a sentence if nothing says how the classifier wants its images
	 */
	public Preprocessing resolve(Optional<Preprocessing> described, List<String> notes) {
		boolean assumed = isAuto() && described.isEmpty();
		Preprocessing result = assumed ? Preset.ZERO_TO_ONE.preprocessing().withOrigin("assumed") : isAuto()
			? described.get() : Preset.parse(preset);
		if (assumed) notes.add("Nothing beside the model says how it wants its images: intensities are scaled to 0–1 and " +
			"the image is stretched to the input's size. If the classifier was trained otherwise, its scores are wrong; " +
			"choose with the parameter 'preprocessing', as in preprocessing=imagenet.");
		List<String> changes = new ArrayList<>();
		if (!mean.isBlank() || !std.isBlank()) {
			result = result.withStandardization(numbers("mean", mean), numbers("std", std));
			changes.add(mean.isBlank() ? "std" : std.isBlank() ? "mean" : "mean, std");
		}
		if (!resize.isBlank()) {
			result = result.withResize(ResizeMode.parse(resize));
			changes.add("resize");
		}
		if (!channels.isBlank()) {
			result = result.withChannels(ChannelOrder.parse(channels));
			changes.add("channels");
		}
		return changes.isEmpty() ? result : result.withOrigin(result.origin() + ", changed " + String.join(", ", changes));
	}

	/** Whether the preset is left to what stands beside the model. */
	public boolean isAuto() {
		return isAuto(preset);
	}

	private static boolean isAuto(String preset) {
		return preset.isBlank() || preset.strip().equalsIgnoreCase("auto");
	}

	/** @return null if there are none */
	private static List<Double> numbers(String parameter, String text) {
		if (text.isBlank()) return null;
		List<Double> numbers = new ArrayList<>();
		for (String number : text.strip().split("\\s*[,\\s]\\s*"))
			try {
				numbers.add(Double.valueOf(number));
			}
			catch (NumberFormatException e) {
				throw new IllegalArgumentException("The parameter '" + parameter + "' is '" + text +
					"'; expected numbers such as 0.5 or 0.485,0.456,0.406.", e);
			}
		return numbers;
	}
}
