package io.github.fijiray.attribution;

import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.mask.MaskProperties;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.Perturbation;
import io.github.fijiray.perturbation.PerturbationFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
		MaskObjective.requireClass(scorer, target);
		final PerturbationFactory perturbations = new PerturbationFactory(settings.perturbation(), settings.reference(),
			settings.blurSigma(), image.black());
		final Optional<GraphObjective> graph = GraphObjective.open(scorer, image, target, settings, perturbations);
		try {
			final Perturbation perturbation = perturbations.perturb(image.pixels(), image.height(), image.width());
			return explain(new MaskObjective(scorer, perturbation, target, settings.game(), graph), image, target, settings,
				monitor, graph.isPresent() ? MaskArithmetic.GRAPH : MaskArithmetic.JAVA);
		}
		finally {
			graph.ifPresent(GraphObjective::close);
		}
	}

	private static ExtremalResult explain(MaskObjective objective, PreparedImage image, int target,
		ExtremalSettings settings, Monitor monitor, MaskArithmetic arithmetic)
	{
		final float[][] masks = settings.mode().optimiser().optimise(objective, settings, monitor);

		final float[] kept = objective.scores(masks, Part.KEPT);
		final float[] removed = objective.scores(masks, Part.REMOVED);
		final float[][] nothing = { new float[image.height() * image.width()] };
		final float scoreImage = objective.scores(nothing, Part.REMOVED)[0];
		final float scorePerturbed = objective.scores(nothing, Part.KEPT)[0];

		final List<ExtremalMask> found = new ArrayList<>();
		for (int a = 0; a < masks.length; a++)
			found.add(new ExtremalMask(settings.areas().get(a), masks[a], MaskProperties.of(masks[a], image.height(), image
				.width()), kept[a], removed[a]));
		return new ExtremalResult(settings, target, image.height(), image.width(), found, scoreImage, scorePerturbed,
			optimalArea(found, settings.threshold() * scoreImage), settings.passesOrDefault(), arithmetic);
	}

	/** Eq. 3: the smallest area whose mask alone reaches Φ0. */
	private static OptionalDouble optimalArea(List<ExtremalMask> masks, double sufficientScore) {
		return masks.stream().filter(mask -> mask.scoreKept() >= sufficientScore).mapToDouble(ExtremalMask::area).min();
	}
}
