package io.github.fijiray.attribution.map;

import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.Perturbation;
import io.github.fijiray.perturbation.PerturbationFactory;
import io.github.fijiray.perturbation.PerturbationKind;

import java.util.function.IntFunction;

/** Scores many masked copies of an image, forward only. No more masks than a batch holds are kept at once. */
public final class MaskedScores {

	/** Receives one mask after the other, in their order. */
	public interface Receiver {

		void accept(int index, float[] mask, double score);
	}

	private final AttributionContext context;
	private final ScoreScale scale;
	private final Scorer scorer;
	private final Perturbation perturbation;

	private MaskedScores(AttributionContext context, PerturbationKind kind, FadeReference fill, ScoreScale scale) {
		this.context = context;
		this.scale = scale;
		PreparedImage image = context.image();
		scorer = context.classifier().scorer(image);
		perturbation = new PerturbationFactory(kind, fill, 0, image.black()).perturb(image.pixels(), image.height(), image
			.width());
	}

	/** @param fill what is seen where a mask is 0 */
	public static MaskedScores fading(AttributionContext context, FadeReference fill, ScoreScale scale) {
		return new MaskedScores(context, PerturbationKind.FADE, fill, scale);
	}

	/** The image is blurred where a mask is 0. */
	public static MaskedScores blurring(AttributionContext context, ScoreScale scale) {
		return new MaskedScores(context, PerturbationKind.BLUR, FadeReference.BLACK, scale);
	}

	/**
	 * @param masks gives mask number 0 to {@code count - 1}, {@code float[height][width]} flattened; 1 keeps a pixel
	 * @param receiver of each mask with the score of what it keeps
	 */
	public void stream(int count, IntFunction<float[]> masks, Receiver receiver) {
		int size = context.image().pixels().length;
		float[] images = new float[Math.min(count, context.batch()) * size];
		for (int first = 0; first < count; first += context.batch()) {
			int number = Math.min(context.batch(), count - first);
			float[][] batch = new float[number][];
			for (int n = 0; n < number; n++) {
				batch[n] = masks.apply(first + n);
				perturbation.apply(batch[n], Part.KEPT, false, images, n * size);
			}
			double[] scores = scale.of(scorer.scores(images, number), context.classifier(), context.target());
			for (int n = 0; n < number; n++)
				receiver.accept(first + n, batch[n], scores[n]);
			context.passed(first + number, count);
		}
	}

	/** The score of the part that one mask keeps. */
	public double of(float[] mask) {
		float[] image = new float[context.image().pixels().length];
		perturbation.apply(mask, Part.KEPT, false, image, 0);
		return scale.of(scorer.scores(image, 1), context.classifier(), context.target())[0];
	}
}
