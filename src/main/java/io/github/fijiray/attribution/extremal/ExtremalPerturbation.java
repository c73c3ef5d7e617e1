package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.mask.MaskProperties;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.Perturbation;
import io.github.fijiray.perturbation.PerturbationFactory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Extremal perturbations: for every area the smooth mask of that area which the score of a class depends on most (Fong,
 * Patrick, Vedaldi, ICCV 2019, §3), and a*, the smallest area that is enough for the decision (eq. 3).
 * <p>
 * a* is the smallest sufficient one of the areas tried. With {@link ExtremalSettings#refine()} further areas are tried
 * between it and the largest one below, two at a time, until these are within 10 % of each other. Scores need not grow
 * with the area: a still smaller sufficient area may be missed. Nothing is tried if no area asked for is sufficient, or if
 * the fully perturbed image is.
 * </p>
 */
public final class ExtremalPerturbation {

	private final ExtremalObjective objective;
	private final ExtremalSettings settings;
	private final Monitor monitor;
	private final List<ExtremalMask> found = new ArrayList<>();
	private int passes;

	private ExtremalPerturbation(ExtremalObjective objective, ExtremalSettings settings, Monitor monitor) {
		this.objective = objective;
		this.settings = settings;
		this.monitor = monitor;
	}

	/**
	 * Finds the extremal masks of one image and class.
	 *
	 * @param scorer Φ for images like this one
	 * @param image the image as the classifier sees it; the masks have the size of its content
	 * @param target index of the class to explain
	 * @param monitor is told of every pass and may stop the work; where further areas are tried to find a*, their masks
	 *          follow those of the areas asked for, and the number of passes is the largest that it may still take
	 * @throws IllegalArgumentException if the classifier has no such class, or the settings do not suit its input
	 * @throws java.io.UncheckedIOException if the scores or their gradients are not finite numbers, or if ONNX Runtime does
	 *           not take the graph of the masks
	 * @throws java.util.concurrent.CancellationException if the monitor stopped the work
	 */
	public static ExtremalResult explain(Scorer scorer, PreparedImage image, int target, ExtremalSettings settings,
		Monitor monitor)
	{
		return explain(scorer, image, target, settings, Optional.empty(), monitor);
	}

	/**
	 * Finds the extremal masks of an image that is much like another one whose masks are known: the next slice of a stack,
	 * the next frame of a movie, or the same image with other areas. Every mask starts from the known one of the nearest
	 * area, and a quarter of the passes is enough. Where the known masks are worth much less in this image than in their
	 * own, or explain another class, the masks start from ones as ever.
	 *
	 * @param start the known masks, of the same size
	 * @throws IllegalArgumentException if the classifier has no such class, the settings do not suit its input, or the known
	 *           masks have another size
	 * @throws java.io.UncheckedIOException if the scores or their gradients are not finite numbers, or if ONNX Runtime does
	 *           not take the graph of the masks
	 * @throws java.util.concurrent.CancellationException if the monitor stopped the work
	 * @see #explain(Scorer, PreparedImage, int, ExtremalSettings, Monitor)
	 */
	public static ExtremalResult explain(Scorer scorer, PreparedImage image, int target, ExtremalSettings settings,
		ExtremalResult start, Monitor monitor)
	{
		if (start.height() != image.height() || start.width() != image.width()) throw new IllegalArgumentException(
			"The masks to start from have " + start.width() + "x" + start.height() + " pixels; expected " + image.width() +
				"x" + image.height() + " as the classifier's input.");
		return explain(scorer, image, target, settings, Optional.of(new KnownMasks(start)), monitor);
	}

	private static ExtremalResult explain(Scorer scorer, PreparedImage image, int target, ExtremalSettings settings,
		Optional<KnownMasks> known, Monitor monitor)
	{
		MaskObjective.requireClass(scorer, target);
		final PerturbationFactory perturbations = new PerturbationFactory(settings.perturbation(), settings.reference(),
			settings.blurSigma(), image.black());
		final Optional<GraphObjective> graph = GraphObjective.open(scorer, image, target, settings, perturbations);
		try {
			final Perturbation perturbation = perturbations.perturb(image.pixels(), image.height(), image.width());
			final MaskObjective ofPixels = new MaskObjective(scorer, perturbation, target, settings.game());
			final AscentStart start = known.map(masks -> masks.startFor(ofPixels, target, settings)).orElse(AscentStart.ONES);
			final ExtremalObjective objective = graph.isPresent() ? new ExtremalObjective(ofPixels, graph.get())
				: ExtremalObjective.inJava(ofPixels);
			return new ExtremalPerturbation(objective, settings, monitor).find(target, image, start, graph.isPresent()
				? MaskArithmetic.GRAPH : MaskArithmetic.JAVA);
		}
		finally {
			graph.ifPresent(GraphObjective::close);
		}
	}

	private ExtremalResult find(int target, PreparedImage image, AscentStart start, MaskArithmetic arithmetic) {
		tryAreas(settings.areas(), start, settings.refine() ? AreaBracket.mostRounds(settings.areas()) : 0);
		final float[][] nothing = { new float[image.height() * image.width()] };
		final float scoreImage = objective.ofPixels().scores(nothing, Part.REMOVED)[0];
		final float scorePerturbed = objective.ofPixels().scores(nothing, Part.KEPT)[0];
		final double sufficientScore = settings.threshold() * scoreImage;
		if (settings.refine()) {
			if (!ExtremalResult.needsNoEvidence(settings, scoreImage, scorePerturbed)) refine(sufficientScore);
			found.sort(Comparator.comparingDouble(ExtremalMask::area));
		}
		final Optional<AreaBracket> bracket = bracket(sufficientScore);
		return new ExtremalResult(settings, target, image.height(), image.width(), found, scoreImage, scorePerturbed,
			bracket.isPresent() ? OptionalDouble.of(bracket.get().sufficient()) : OptionalDouble.empty(), passes, arithmetic);
	}

	/** Tries areas between the smallest sufficient one and the largest below it, from the mask of the former. */
	private void refine(double sufficientScore) {
		for (Optional<AreaBracket> bracket = bracket(sufficientScore); bracket.isPresent() && !bracket.get().next()
			.isEmpty(); bracket = bracket(sufficientScore))
		{
			final double sufficient = bracket.get().sufficient();
			final float[] above = found.stream().filter(mask -> mask.area() == sufficient).findFirst().orElseThrow().mask();
			final List<Double> areas = bracket.get().next();
			tryAreas(areas, AscentStart.at(Collections.nCopies(areas.size(), above).toArray(float[][]::new)), bracket.get()
				.rounds() - 1);
		}
	}

	/** Eq. 3: where the smallest area lies whose mask alone reaches Φ0. */
	private Optional<AreaBracket> bracket(double sufficientScore) {
		return AreaBracket.of(found.stream().map(ExtremalMask::area).toList(), area -> found.stream().anyMatch(mask -> mask
			.area() == area && mask.scoreKept() >= sufficientScore));
	}

	/** @param roundsToCome how many rounds of warm passes may follow */
	private void tryAreas(List<Double> areas, AscentStart start, int roundsToCome) {
		final ExtremalSettings round = settings.withAreas(areas);
		final int before = passes, toCome = roundsToCome * AscentStart.warmPasses(settings);
		final List<float[]> known = found.stream().map(ExtremalMask::mask).toList();
		final float[][] masks = settings.mode().optimiser().optimise(objective, round, start, (pass, all, growing) -> {
			final List<float[]> shown = new ArrayList<>(known);
			shown.addAll(List.of(growing));
			monitor.passed(before + pass, before + all + toCome, shown.toArray(float[][]::new));
		});
		passes += start.passes(settings);
		final float[] kept = objective.ofPixels().scores(masks, Part.KEPT);
		final float[] removed = objective.ofPixels().scores(masks, Part.REMOVED);
		for (int a = 0; a < masks.length; a++)
			found.add(new ExtremalMask(areas.get(a), masks[a], MaskProperties.of(masks[a], objective.height(), objective
				.width()), kept[a], removed[a]));
	}
}
