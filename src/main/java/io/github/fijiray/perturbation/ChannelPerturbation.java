package io.github.fijiray.perturbation;

/**
 * m⊗x with one mask value per channel: every channel is multiplied by its value (Fong, Patrick, Vedaldi, ICCV 2019,
 * eq. 9). Masks are {@code float[channels]}. Meant for the activation of a layer, where 0 is the absence of a feature.
 */
public final class ChannelPerturbation implements Perturbation {

	private final float[] image;
	private final int channels;
	private final int pixels;
	private final int width;

	/** @param image x, {@code float[channels][height][width]} flattened; kept, not copied */
	public ChannelPerturbation(float[] image, int channels, int height, int width) {
		pixels = height * width;
		if (image.length != channels * pixels) throw new IllegalArgumentException("An image of " + image.length +
			" values does not have " + channels + " channels of " + width + "x" + height + " pixels.");
		this.image = image;
		this.channels = channels;
		this.width = width;
	}

	@Override
	public void apply(float[] mask, Part part, boolean mirrored, float[] images, int offset) {
		for (int channel = 0; channel < channels; channel++) {
			final float share = part.share(mask[channel]);
			for (int i = channel * pixels; i < (channel + 1) * pixels; i++)
				images[offset + (mirrored ? mirror(i) : i)] = share * image[i];
		}
	}

	@Override
	public void backward(float[] mask, Part part, boolean mirrored, float[] gradImages, int offset, float[] gradMask) {
		for (int channel = 0; channel < channels; channel++) {
			double sum = 0;
			for (int i = channel * pixels; i < (channel + 1) * pixels; i++)
				sum += (double) gradImages[offset + (mirrored ? mirror(i) : i)] * image[i];
			gradMask[channel] += part.sign() * (float) sum;
		}
	}

	private int mirror(int i) {
		final int x = i % width;
		return i - x + width - 1 - x;
	}
}
