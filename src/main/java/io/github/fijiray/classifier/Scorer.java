package io.github.fijiray.classifier;

/**
 * Φ of the paper: class scores before the softmax, and their gradient, for images of one fixed size.
 * <p>
 * Images are {@code float[count][channels][height][width]} flattened row-major, x fastest, in the classifier's
 * preprocessed intensities. Scores are {@code float[count][classes]} flattened. An implementation serves one thread at a
 * time.
 * </p>
 */
public interface Scorer {

	int channels();

	/** Height of an image in pixels. */
	int height();

	/** Width of an image in pixels. */
	int width();

	int classes();

	/**
	 * @param images at least {@code count} images
	 * @return the scores, {@code float[count][classes]}
	 */
	float[] scores(float[] images, int count);

	/**
	 * Scores, and the gradient of {@code Σ seed[n][k] · score[n][k]} with respect to the images.
	 *
	 * @param seed weights of the scores, {@code float[count][classes]}
	 * @param gradient receives the gradient, shaped like {@code images}
	 * @return the scores, {@code float[count][classes]}
	 */
	float[] gradient(float[] images, int count, float[] seed, float[] gradient);
}
