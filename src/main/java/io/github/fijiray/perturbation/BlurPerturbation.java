package io.github.fijiray.perturbation;

import java.util.stream.IntStream;

/**
 * Blurs every pixel the more the less the mask keeps it, with σ = σmax·(1-m) (Fong, Patrick, Vedaldi, ICCV 2019, §3.4):
 * linear interpolation in m between copies of the image that are blurred in equal steps of σ.
 * <p>
 * At the mask values of the copies themselves the interpolation has a kink; the derivative there is the one towards the
 * stronger blur, and at the strongest blur the one towards the weaker.
 * </p>
 */
public final class BlurPerturbation implements Perturbation {

	/** Steps from the image to the strongest blur. */
	public static final int DEFAULT_STEPS = 8;

	private final int steps;
	/** {@code float[steps + 1][channels * height * width]}; the first copy is the image itself. */
	private final float[][] pyramid;
	private final int width;
	private final int pixels;

	/**
	 * @param image x, {@code float[channels][height][width]} flattened; kept, not copied
	 * @param sigma σmax in pixels
	 */
	public BlurPerturbation(float[] image, int height, int width, double sigma) {
		this(image, height, width, sigma, DEFAULT_STEPS);
	}

	/** @param steps number of blurred copies, at least 1 */
	public BlurPerturbation(float[] image, int height, int width, double sigma, int steps) {
		if (steps < 1) throw new IllegalArgumentException("There are " + steps +
			" blurred copies; expected at least 1.");
		this.steps = steps;
		this.width = width;
		pixels = height * width;
		pyramid = IntStream.rangeClosed(0, steps).parallel()
			.mapToObj(step -> step == 0 ? image : new GaussianBlur(sigma * step / steps).blur(image, height, width))
			.toArray(float[][]::new);
	}

	/** σmax in pixels that suits an image: 20 where the shorter side is 224, as published. */
	public static double defaultSigma(int height, int width) {
		return 20 / 224.0 * Math.min(height, width);
	}

	@Override
	public void apply(float[] mask, Part part, boolean mirrored, float[] images, int offset) {
		final int direction = mirrored ? -1 : 1, start = offset + (mirrored ? width - 1 : 0);
		for (int row = 0; row < pixels; row += width) {
			for (int x = 0; x < width; x++) {
				final float level = level(mask[row + x], part);
				final int lower = Math.min((int) level, steps - 1);
				final float fraction = level - lower;
				final float[] sharper = pyramid[lower], softer = pyramid[lower + 1];
				for (int source = row; source < sharper.length; source += pixels)
					images[start + source + direction * x] = sharper[source + x] * (1 - fraction) + softer[source + x] *
						fraction;
			}
		}
	}

	@Override
	public void backward(float[] mask, Part part, boolean mirrored, float[] gradImages, int offset, float[] gradMask) {
		final int direction = mirrored ? -1 : 1, start = offset + (mirrored ? width - 1 : 0);
		final float scale = part.sign() * steps;
		for (int row = 0; row < pixels; row += width) {
			for (int x = 0; x < width; x++) {
				final int lower = Math.min((int) level(mask[row + x], part), steps - 1);
				final float[] sharper = pyramid[lower], softer = pyramid[lower + 1];
				float gradient = 0;
				for (int source = row; source < sharper.length; source += pixels)
					gradient += gradImages[start + source + direction * x] * (sharper[source + x] - softer[source + x]);
				gradMask[row + x] += scale * gradient;
			}
		}
	}

	/** 0 for the image itself … steps for the strongest blur. */
	private float level(float m, Part part) {
		return (1 - part.share(m)) * steps;
	}
}
