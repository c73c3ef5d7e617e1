package io.github.fijiray.perturbation;

/**
 * Makes the perturbation of an image.
 *
 * @param kind what happens to the pixels that a mask does not keep
 * @param reference what {@link PerturbationKind#FADE} fades to
 * @param blurSigma σ of the strongest blur in pixels; 0 for the one that suits the size of the image
 * @param black zero intensity after preprocessing, one value per channel
 */
public record PerturbationFactory(PerturbationKind kind, FadeReference reference, double blurSigma, float[] black) {

	/** @param image {@code float[channels][height][width]} flattened, in preprocessed intensities; kept, not copied */
	public Perturbation perturb(float[] image, int height, int width) {
		return switch (kind) {
			case BLUR -> new BlurPerturbation(image, height, width, strongestBlur(height, width));
			case FADE -> new FadePerturbation(image, height, width, switch (reference) {
				case BLACK -> black;
				case MEAN -> means(image, height * width);
			});
		};
	}

	/** σ of the strongest blur in pixels, for images of a size. */
	public double strongestBlur(int height, int width) {
		return blurSigma > 0 ? blurSigma : BlurPerturbation.defaultSigma(height, width);
	}

	private static float[] means(float[] image, int pixels) {
		final float[] means = new float[image.length / pixels];
		for (int channel = 0; channel < means.length; channel++) {
			double sum = 0;
			for (int i = channel * pixels; i < (channel + 1) * pixels; i++)
				sum += image[i];
			means[channel] = (float) (sum / pixels);
		}
		return means;
	}
}
