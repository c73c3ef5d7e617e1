package io.github.fijiray.perturbation;

/**
 * m⊗x of one image x: keeps the pixels where a mask is 1 and perturbs them fully where it is 0 (Fong, Patrick, Vedaldi,
 * ICCV 2019, §3.4).
 * <p>
 * Masks are {@code float[height][width]} flattened, in [0, 1], or for a {@link ChannelPerturbation} {@code
 * float[channels]}; images are {@code float[channels][height][width]} flattened, one after the other in a batch.
 * Implementations are immutable: several masks may be applied at the same time.
 * </p>
 */
public interface Perturbation {

	/**
	 * Writes a perturbed image.
	 *
	 * @param part whether the mask says what is kept or what is removed
	 * @param mirrored whether the image is written mirrored, left to right
	 * @param images receives the image
	 * @param offset index of its first value in {@code images}
	 */
	void apply(float[] mask, Part part, boolean mirrored, float[] images, int offset);

	/**
	 * Adds the gradient with respect to the mask, for the image that {@link #apply} writes with the same arguments.
	 *
	 * @param gradImages gradient with respect to the images
	 * @param offset index of the first value of this image in {@code gradImages}
	 * @param gradMask is increased by the gradient, shaped like the mask
	 */
	void backward(float[] mask, Part part, boolean mirrored, float[] gradImages, int offset, float[] gradMask);
}
