package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.Settings;
import io.github.fijiray.mask.Lattice;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.PerturbationKind;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Settings of an {@link ExtremalPerturbation}. Immutable: start with {@link #defaults()} and change what differs, as in
 * {@code ExtremalSettings.defaults().withAreas(0.05, 0.1).withGame(Game.DELETION)}.
 *
 * @param areas areas of the masks, fractions of the image in (0, 1)
 * @param game what a mask is asked to do
 * @param perturbation what happens to the pixels that a mask does not keep
 * @param reference what {@link PerturbationKind#FADE} fades to
 * @param mode the optimiser
 * @param passes forward and backward passes of the ascent; 0 for the default of the mode
 * @param threshold τ: an area is sufficient if its score reaches τ·Φ(x), eq. 3
 * @param seed 0 starts as published; any other number disturbs the start a little, to see whether the mask is unique
 * @param blurSigma standard deviation of the strongest blur in pixels of the classifier's input; 0 scales the paper's
 *          20 pixels at 224 with the input
 * @param smoothness σ of the smooth mask's kernel in pixels of the classifier's input; 0 scales 21 pixels at 224 with
 *          the input
 * @param arithmetic where masks are computed
 * @param refine whether further areas are tried until a* is known within 10 %, see {@link ExtremalPerturbation}
 */
public record ExtremalSettings(List<Double> areas, Game game, PerturbationKind perturbation, FadeReference reference,
	Mode mode, int passes, double threshold, long seed, double blurSigma, double smoothness, MaskArithmetic arithmetic,
	boolean refine)
{

	/** Masks have at most one node per pixel. */
	private static final double SMALLEST_SMOOTHNESS = 0.5;

	/** What a Gaussian blur can do. */
	private static final int LARGEST_BLUR = 100_000;

	/** @throws IllegalArgumentException naming the setting that is out of range and what is legal */
	public ExtremalSettings {
		areas = List.copyOf(areas);
		Settings.require(!areas.isEmpty(), "areas", "is empty", "at least one fraction of the image, as in 0.05,0.1,0.2");
		for (double area : areas)
			Settings.require(area > 0 && area < 1, "areas", "has " + area, "fractions of the image above 0 and below 1");
		Settings.require(areas.stream().distinct().count() == areas.size(), "areas", "has one area twice", "different areas");
		Settings.require(passes >= 0, "passes", "is " + passes, "a whole number, 0 for the default of the mode");
		Settings.require(threshold > 0 && Double.isFinite(threshold), "threshold", "is " + threshold, "a number above 0");
		Settings.require(blurSigma >= 0 && blurSigma < LARGEST_BLUR, "blur_sigma", "is " + blurSigma,
			"less than " + LARGEST_BLUR + " pixels, 0 to follow the size of the classifier's input");
		Settings.require(arithmetic != MaskArithmetic.GRAPH || mode == Mode.PAPER, "arithmetic", "is graph",
			"auto or java in mode fast, whose steps also need the gradient of the pixels");
		Settings.require(smoothness >= 0 && Double.isFinite(smoothness), "smoothness", "is " + smoothness,
			"pixels, 0 to follow the size of the classifier's input");
	}

	public static ExtremalSettings defaults() {
		return new ExtremalSettings(List.of(0.05, 0.1, 0.2, 0.4, 0.6, 0.8), Game.PRESERVATION, PerturbationKind.BLUR,
			FadeReference.BLACK, Mode.FAST, 0, 1, 0, 0, 0, MaskArithmetic.AUTO, false);
	}

	public ExtremalSettings withAreas(double... fractions) {
		return withAreas(Arrays.stream(fractions).boxed().toList());
	}

	public ExtremalSettings withAreas(List<Double> fractions) {
		return new ExtremalSettings(fractions, game, perturbation, reference, mode, passes, threshold, seed, blurSigma,
			smoothness, arithmetic, refine);
	}

	public ExtremalSettings withGame(Game newGame) {
		return new ExtremalSettings(areas, newGame, perturbation, reference, mode, passes, threshold, seed, blurSigma,
			smoothness, arithmetic, refine);
	}

	public ExtremalSettings withPerturbation(PerturbationKind kind, FadeReference fadeReference) {
		return new ExtremalSettings(areas, game, kind, fadeReference, mode, passes, threshold, seed, blurSigma,
			smoothness, arithmetic, refine);
	}

	/** @param newPasses forward and backward passes; 0 for the default of the mode */
	public ExtremalSettings withMode(Mode newMode, int newPasses) {
		return new ExtremalSettings(areas, game, perturbation, reference, newMode, newPasses, threshold, seed, blurSigma,
			smoothness, arithmetic, refine);
	}

	public ExtremalSettings withThreshold(double tau) {
		return new ExtremalSettings(areas, game, perturbation, reference, mode, passes, tau, seed, blurSigma,
			smoothness, arithmetic, refine);
	}

	public ExtremalSettings withSeed(long newSeed) {
		return new ExtremalSettings(areas, game, perturbation, reference, mode, passes, threshold, newSeed, blurSigma,
			smoothness, arithmetic, refine);
	}

	public ExtremalSettings withSmoothing(double newBlurSigma, double newSmoothness) {
		return new ExtremalSettings(areas, game, perturbation, reference, mode, passes, threshold, seed, newBlurSigma,
			newSmoothness, arithmetic, refine);
	}

	public ExtremalSettings withArithmetic(MaskArithmetic newArithmetic) {
		return new ExtremalSettings(areas, game, perturbation, reference, mode, passes, threshold, seed, blurSigma,
			smoothness, newArithmetic, refine);
	}

	/** @param newRefine whether to try further areas until a* is known within 10 % */
	public ExtremalSettings withRefine(boolean newRefine) {
		return new ExtremalSettings(areas, game, perturbation, reference, mode, passes, threshold, seed, blurSigma,
			smoothness, arithmetic, newRefine);
	}

	/** Number of passes to make from the start. */
	public int passesOrDefault() {
		return passes > 0 ? passes : mode.defaultPasses();
	}

	/**
	 * σ of the smooth mask's kernel in pixels, for a classifier's input of the given size.
	 *
	 * @throws IllegalArgumentException if the smoothness asked for does not suit this size
	 */
	double smoothnessFor(int height, int width) {
		if (smoothness == 0) return Lattice.defaultSigma(height, width);
		final int largest = Math.min(height, width);
		Settings.require(smoothness >= SMALLEST_SMOOTHNESS && smoothness <= largest, "smoothness", "is " + smoothness,
			SMALLEST_SMOOTHNESS + " to " + largest + " pixels for this classifier, or 0 to follow the size of its input");
		return smoothness;
	}

	/** Normally distributed numbers to disturb the start with; none for seed 0. */
	Optional<float[]> startNoise(int size) {
		return Settings.noise(seed, size);
	}
}
