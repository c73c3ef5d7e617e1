package io.github.fijiray.classifier.preprocessing;

import io.github.fijiray.classifier.preprocessing.IntensityStep.Frozen;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Standardize;
import io.github.fijiray.classifier.preprocessing.IntensityStep.TypeRange;

import net.imglib2.view.Views;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The way from an image to a classifier's input: channels are chosen, the image is resized in floating point
 * (antialiased bilinear), and the steps change its intensities. Statistics that a step needs are those of the resized
 * content, which is what the classifier sees.
 *
 * @param steps changes of the intensities, in order
 * @param origin where this preprocessing comes from, for the user
 */
public record Preprocessing(List<IntensityStep> steps, ResizeMode resize, ChannelOrder channels, String origin) {

	public Preprocessing {
		steps = List.copyOf(steps);
	}

	public Preprocessing withResize(ResizeMode newResize) {
		return new Preprocessing(steps, newResize, channels, origin);
	}

	/** The same choice and size of pixels, with their intensities as they are. */
	public Preprocessing raw() {
		return new Preprocessing(List.of(), resize, channels, origin);
	}

	public Preprocessing withChannels(ChannelOrder newChannels) {
		return new Preprocessing(steps, resize, newChannels, origin);
	}

	public Preprocessing withOrigin(String newOrigin) {
		return new Preprocessing(steps, resize, channels, newOrigin);
	}

	/**
	 * Replaces the fixed mean and standard deviation of the last step, or adds them as a last step.
	 *
	 * @param mean one value, or one per channel; null keeps what is there, else 0
	 * @param std one value, or one per channel; null keeps what is there, else 1
	 */
	public Preprocessing withStandardization(List<Double> mean, List<Double> std) {
		List<IntensityStep> changed = new ArrayList<>(steps);
		Standardize present = new Standardize(List.of(0.0), List.of(1.0));
		if (!steps.isEmpty() && steps.get(steps.size() - 1) instanceof Standardize last) {
			present = last;
			changed.remove(changed.size() - 1);
		}
		changed.add(new Standardize(mean == null ? present.mean() : mean, std == null ? present.std() : std));
		return new Preprocessing(changed, resize, channels, origin);
	}

	/**
	 * @param modelChannels number of channels that the classifier takes
	 * @param inputHeight height of the classifier's input
	 * @param inputWidth width of the classifier's input
	 * @throws IllegalArgumentException if the image's channels do not fit, or pixels are not finite numbers
	 */
	public PreparedImage prepare(SourceImage image, int modelChannels, int inputHeight, int inputWidth) {
		List<String> notes = new ArrayList<>();
		int[] selected = channels.select(image.channels(), modelChannels);
		if (modelChannels > 1 && selected[0] == selected[1]) notes.add("Channel " + (selected[0] + 1) +
			" of the image was repeated for all " + modelChannels + " channels of the classifier.");
		Placement placement = resize.place(image.width(), image.height(), inputWidth, inputHeight);
		float[][] content = new float[modelChannels][];
		for (int c = 0; c < modelChannels; c++)
			content[c] = placement.toContent(Views.hyperSlice(image.pixels(), 2, image.pixels().min(2) + selected[c]));
		requireFinite(content, "The image has pixels that are not finite numbers (NaN or infinity)");
		if (image.typeMaximum() == 1 && steps.stream().anyMatch(TypeRange.class::isInstance) && maximum(content) > 1) notes
			.add("The image is 32 bit and has intensities up to " + maximum(content) + ", but the preprocessing " + this +
				" takes 1 as the largest intensity of a 32-bit image.");
		float[] black = applySteps(content, image.typeMaximum());
		requireFinite(content, "The preprocessing " + this + " gives values that are not finite numbers");
		return new PreparedImage(flatten(content), modelChannels, black, placement, inputHeight, inputWidth, List.copyOf(
			notes));
	}

	/** Changes the intensities in place. @return the preprocessed value of black */
	private float[] applySteps(float[][] content, double typeMaximum) {
		boolean followsImage = steps.stream().anyMatch(IntensityStep::followsImage);
		float[] black = new float[content.length];
		for (int c = 0; followsImage && c < content.length; c++)
			black[c] = minimum(content[c]);
		for (IntensityStep step : steps) {
			Frozen frozen = step.freeze(content, typeMaximum);
			for (int c = 0; c < content.length; c++) {
				for (int i = 0; i < content[c].length; i++)
					content[c][i] = (float) frozen.apply(c, content[c][i]);
				black[c] = (float) frozen.apply(c, black[c]);
			}
		}
		return black;
	}

	private static void requireFinite(float[][] content, String problem) {
		for (float[] channel : content)
			for (float v : channel)
				if (!Float.isFinite(v)) throw new IllegalArgumentException(problem + ".");
	}

	private static float minimum(float[] intensities) {
		float minimum = intensities[0];
		for (float v : intensities)
			minimum = Math.min(minimum, v);
		return minimum;
	}

	private static float maximum(float[][] content) {
		float maximum = content[0][0];
		for (float[] channel : content)
			for (float v : channel)
				maximum = Math.max(maximum, v);
		return maximum;
	}

	private static float[] flatten(float[][] content) {
		int pixels = content[0].length;
		float[] flat = new float[Math.multiplyExact(content.length, pixels)];
		for (int c = 0; c < content.length; c++)
			System.arraycopy(content[c], 0, flat, c * pixels, pixels);
		return flat;
	}

	/** For the user, as in {@code 0–1, mean 0.5, std 0.5, crop, BGR (from rdf.yaml)}. */
	@Override
	public String toString() {
		String intensities = steps.isEmpty() ? "raw intensities" : steps.stream().map(IntensityStep::toString).collect(
			Collectors.joining(", "));
		return intensities + ", " + resize + ", " + channels + " (" + origin + ")";
	}
}
