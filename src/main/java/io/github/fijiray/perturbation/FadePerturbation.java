package io.github.fijiray.perturbation;

/** Fades every pixel to one value per channel: {@code m⊗x = m·x + (1-m)·r}. */
public final class FadePerturbation implements Perturbation {

	private final float[] image;
	private final float[] reference;
	private final int width;
	private final int pixels;

	/**
	 * @param image x, {@code float[channels][height][width]} flattened; kept, not copied
	 * @param reference r, one value per channel
	 */
	public FadePerturbation(float[] image, int height, int width, float[] reference) {
		pixels = height * width;
		if (image.length != reference.length * pixels) throw new IllegalArgumentException("An image of " +
			image.length + " values does not have " + reference.length + " channels of " + width + "x" + height +
			" pixels; expected one fade value per channel.");
		this.image = image;
		this.reference = reference.clone();
		this.width = width;
	}

	@Override
	public void apply(float[] mask, Part part, boolean mirrored, float[] images, int offset) {
		final int direction = mirrored ? -1 : 1, start = offset + (mirrored ? width - 1 : 0);
		for (int channel = 0; channel < reference.length; channel++) {
			final float r = reference[channel];
			for (int row = 0; row < pixels; row += width) {
				final int source = channel * pixels + row;
				for (int x = 0; x < width; x++) {
					final float share = part.share(mask[row + x]);
					images[start + source + direction * x] = share * image[source + x] + (1 - share) * r;
				}
			}
		}
	}

	@Override
	public void backward(float[] mask, Part part, boolean mirrored, float[] gradImages, int offset, float[] gradMask) {
		final int direction = mirrored ? -1 : 1, start = offset + (mirrored ? width - 1 : 0);
		final float sign = part.sign();
		for (int channel = 0; channel < reference.length; channel++) {
			final float r = reference[channel];
			for (int row = 0; row < pixels; row += width) {
				final int source = channel * pixels + row;
				for (int x = 0; x < width; x++)
					gradMask[row + x] += sign * gradImages[start + source + direction * x] * (image[source + x] - r);
			}
		}
	}
}
