package io.github.fijiray.attribution;

import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.Perturbation;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The objective of eq. 2 for one image, class and game, as a function of masks: m → m⊗x → Φ, and the gradient back.
 * <p>
 * Masks are {@code float[n][height * width]}, or whatever else the perturbation takes. All masks of a call are scored as
 * one batch, whose buffers are kept for the next call. An object serves one thread at a time.
 * </p>
 */
public final class MaskObjective {

	private final Scorer scorer;
	private final Perturbation perturbation;
	private final int target;
	private final Game game;
	private final int imageSize;
	private float[] images = {};
	private float[] imageGradients = {};

	/**
	 * @param perturbation of the image, m⊗x
	 * @param target index of the class
	 */
	public MaskObjective(Scorer scorer, Perturbation perturbation, int target, Game game) {
		this.scorer = scorer;
		this.perturbation = perturbation;
		this.target = target;
		this.game = game;
		imageSize = scorer.channels() * scorer.height() * scorer.width();
	}

	/** Height of the image in pixels. */
	public int height() {
		return scorer.height();
	}

	/** Width of the image in pixels. */
	public int width() {
		return scorer.width();
	}

	/** @return Φ(m⊗x) or Φ((1-m)⊗x) of every mask */
	public float[] scores(float[][] masks, Part part) {
		reserve(masks.length);
		perturb(masks, part, false, 0);
		return ofTarget(scorer.scores(images, masks.length), masks.length);
	}

	/**
	 * What the game pays for every mask, and how that changes with the mask.
	 *
	 * @param mirrored whether the classifier sees the mirror image; masks and gradients stay upright
	 * @param gradients receives the gradient with respect to the masks, shaped like them
	 * @return Φ(m⊗x), -Φ((1-m)⊗x) or their sum
	 * @throws UncheckedIOException if the classifier gives scores or gradients that are not finite numbers
	 */
	public float[] gradient(float[][] masks, boolean mirrored, float[][] gradients) {
		final int n = masks.length;
		final List<Part> parts = game.parts();
		final int count = n * parts.size();
		reserve(count);
		for (int p = 0; p < parts.size(); p++)
			perturb(masks, parts.get(p), mirrored, p * n);
		final float[] scores = ofTarget(scorer.gradient(images, count, seed(n), imageGradients), count);

		forEach(n, a -> {
			Arrays.fill(gradients[a], 0);
			for (int p = 0; p < parts.size(); p++)
				perturbation.backward(masks[a], parts.get(p), mirrored, imageGradients, (p * n + a) * imageSize,
					gradients[a]);
		});
		final float[] rewards = new float[n];
		for (int i = 0; i < count; i++)
			rewards[i % n] += parts.get(i / n).sign() * scores[i];
		for (int a = 0; a < n; a++)
			requireFinite(target, rewards[a], gradients[a]);
		return rewards;
	}

	/** @throws UncheckedIOException if a reward or its gradient is not finite */
	public static void requireFinite(int target, float reward, float[] gradient) {
		double sum = reward;
		for (float g : gradient)
			sum += g;
		if (Double.isFinite(sum)) return;
		final ModelException unusable = new ModelException("The classifier's score of class " + target +
			", or its gradient, is not a finite number for this image; check the preprocessing, or explain another class.");
		throw new UncheckedIOException(unusable.getMessage(), unusable);
	}

	private float[] seed(int masks) {
		final int count = masks * game.parts().size();
		final float[] seed = new float[count * scorer.classes()];
		for (int i = 0; i < count; i++)
			seed[i * scorer.classes() + target] = game.parts().get(i / masks).sign();
		return seed;
	}

	private float[] ofTarget(float[] scores, int count) {
		final float[] selected = new float[count];
		for (int i = 0; i < count; i++)
			selected[i] = scores[i * scorer.classes() + target];
		return selected;
	}

	private void perturb(float[][] masks, Part part, boolean mirrored, int firstImage) {
		forEach(masks.length,
			a -> perturbation.apply(masks[a], part, mirrored, images, (firstImage + a) * imageSize));
	}

	/** @throws IllegalArgumentException if so many images are more than one array can hold */
	private void reserve(int count) {
		final long size = (long) count * imageSize;
		if (images.length >= size) return;
		if (size > Integer.MAX_VALUE) throw new IllegalArgumentException("Images of " + scorer.channels() + "x" + scorer
			.height() + "x" + scorer.width() + " values are too large for a batch of " + count + "; expected at most " +
			Integer.MAX_VALUE / imageSize + " at a time: ask for fewer masks, or for another game than hybrid.");
		images = new float[(int) size];
		imageGradients = new float[(int) size];
	}

	/** @throws IllegalArgumentException if the classifier has no such class */
	public static void requireClass(Scorer scorer, int target) {
		if (target < 0 || target >= scorer.classes()) throw new IllegalArgumentException("There is no class " + target +
			"; the classifier has the classes 0 to " + (scorer.classes() - 1) + ".");
	}

	/** Works on every mask in parallel; what is done for one depends on no other, nor on the number of threads. */
	public static void forEach(int masks, IntConsumer work) {
		IntStream.range(0, masks).parallel().forEach(work);
	}
}
