package io.github.fijiray.attribution.extremal;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What an extremal perturbation found for one image and one class.
 *
 * @param settings the settings it was asked for
 * @param target index of the class
 * @param height height of the masks in pixels
 * @param width width of the masks in pixels
 * @param masks one mask per area, in the order of the areas asked for; where further areas were tried to find a*, all of
 *          them in ascending order
 * @param scoreImage Φ(x)
 * @param scorePerturbed Φ of the fully perturbed image
 * @param optimalArea a* of eq. 3; empty if no area reaches τ·Φ(x)
 * @param passes forward and backward passes, of all ascents one after the other
 * @param arithmetic where the masks of the ascent were computed: {@link MaskArithmetic#JAVA} or {@link MaskArithmetic#GRAPH}
 */
public record ExtremalResult(ExtremalSettings settings, int target, int height, int width, List<ExtremalMask> masks,
	float scoreImage, float scorePerturbed, OptionalDouble optimalArea, int passes,
	MaskArithmetic arithmetic)
{

	/** How far two scores of the same image may differ, as a share of them. */
	private static final double ROUNDING = 1e-5;

	public ExtremalResult {
		masks = List.copyOf(masks);
	}

	/**
	 * Whether even the fully perturbed image reaches the sufficient score τ·Φ(x): the class is what the classifier says
	 * without any evidence, and a* means nothing.
	 */
	public boolean needsNoEvidence() {
		return needsNoEvidence(settings, scoreImage, scorePerturbed);
	}

	/** An image that the perturbation leaves as it is, such as a plain one, has its own score but for rounding. */
	static boolean needsNoEvidence(ExtremalSettings settings, float scoreImage, float scorePerturbed) {
		final double sufficient = settings.threshold() * scoreImage;
		return scorePerturbed >= sufficient - ROUNDING * Math.abs(sufficient);
	}

	/** The masks of the areas asked for, without those that were only tried to find a*. */
	public List<ExtremalMask> masksAskedFor() {
		return masks.stream().filter(mask -> settings.areas().contains(mask.area())).toList();
	}
}
