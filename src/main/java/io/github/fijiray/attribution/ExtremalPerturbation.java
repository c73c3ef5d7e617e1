package io.github.fijiray.attribution;

import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.perturbation.BlurPerturbation;
import io.github.fijiray.perturbation.FadePerturbation;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.Perturbation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Extremal perturbations: for every area the smooth mask of that area which the score of a class depends on most (Fong,
 * Patrick, Vedaldi, ICCV 2019, §3), and the smallest area that is enough for the decision.
 */
public final class ExtremalPerturbation {

	private ExtremalPerturbation() {}

	/**
	 * Finds the extremal masks of one image and class.
	 *
	 * @param scorer Φ for images like this one
	 * @param image the image as the classifier sees it; the masks have the size of its content
	 * @param target index of the class to explain
	 * @param monitor is told of every pass and may stop the work
	 * @throws IllegalArgumentException if the classifier has no such class
	 * @throws java.util.concurrent.CancellationException if the monitor stopped the work
	 */
	public static ExtremalResult explain(Scorer scorer, PreparedImage image, int target, ExtremalSettings settings,
		Monitor monitor)
	{
		if (target < 0 || target >= scorer.classes()) throw new IllegalArgumentException("There is no class " + target +
			"; the classifier has the classes 0 to " + (scorer.classes() - 1) + ".");
		final MaskObjective objective = new MaskObjective(scorer, perturbation(image, settings), target, settings.game());
		final float[][] masks = settings.mode().optimiser().optimise(objective, settings, monitor);

		final float[] kept = objective.scores(masks, Part.KEPT);
		final float[] removed = objective.scores(masks, Part.REMOVED);
		final float[][] nothing = { new float[image.height() * image.width()] };
		final float scoreImage = objective.scores(nothing, Part.REMOVED)[0];
		final float scorePerturbed = objective.scores(nothing, Part.KEPT)[0];

		final List<ExtremalMask> found = new ArrayList<>();
		for (int a = 0; a < masks.length; a++)
			found.add(new ExtremalMask(settings.areas().get(a), mean(masks[a]), masks[a], kept[a], removed[a]));
		return new ExtremalResult(settings, target, image.height(), image.width(), found, scoreImage, scorePerturbed,
			optimalArea(found, settings.threshold() * scoreImage), settings.passesOrDefault());
	}

	private static Perturbation perturbation(PreparedImage image, ExtremalSettings settings) {
		final int height = image.height(), width = image.width();
		return switch (settings.perturbation()) {
			case BLUR -> new BlurPerturbation(image.pixels(), height, width, settings.blurSigmaFor(height, width));
			case FADE -> switch (settings.reference()) {
				case BLACK -> new FadePerturbation(image.pixels(), height, width, image.black());
				case MEAN -> new FadePerturbation(image.pixels(), height, width, channelMeans(image));
			};
		};
	}

	/** Eq. 3: the smallest area whose mask alone reaches Φ0. */
	private static OptionalDouble optimalArea(List<ExtremalMask> masks, double sufficientScore) {
		return masks.stream().filter(mask -> mask.scoreKept() >= sufficientScore).mapToDouble(ExtremalMask::area).min();
	}

	private static float[] channelMeans(PreparedImage image) {
		final int size = image.height() * image.width();
		final float[] means = new float[image.channels()];
		for (int c = 0; c < means.length; c++) {
			double sum = 0;
			for (int i = 0; i < size; i++)
				sum += image.pixels()[c * size + i];
			means[c] = (float) (sum / size);
		}
		return means;
	}

	private static double mean(float[] mask) {
		double sum = 0;
		for (float m : mask)
			sum += m;
		return sum / mask.length;
	}
}
