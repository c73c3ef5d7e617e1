package io.github.fijiray.attribution.metric;

import io.github.fijiray.attribution.extremal.ExtremalMask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether the score of the kept part grows with the area, up to the smallest sufficient area a* (Fong, Patrick, Vedaldi,
 * ICCV 2019, eq. 8).
 */
public final class Monotonicity {

	private Monotonicity() {}

	/**
	 * The score is less with a larger mask.
	 *
	 * @param smaller the mask with the next smaller area
	 * @param larger the mask with the larger area and the lower score
	 */
	public record Violation(ExtremalMask smaller, ExtremalMask larger) {

		/** By how much the score falls. */
		public float fall() {
			return smaller.scoreKept() - larger.scoreKept();
		}
	}

	/**
	 * All neighbouring areas up to a* whose score falls. From the largest insufficient area to a* it cannot fall, so that
	 * a* itself makes no difference.
	 *
	 * @param masks of one image, in any order
	 * @param sufficientScore Φ0; where no mask reaches it, all areas count
	 * @return empty if the score is monotone
	 */
	public static List<Violation> violations(List<ExtremalMask> masks, double sufficientScore) {
		List<ExtremalMask> sorted = masks.stream().sorted(Comparator.comparingDouble(ExtremalMask::area)).toList();
		List<Violation> violations = new ArrayList<>();
		for (int i = 1; i < sorted.size() && sorted.get(i - 1).scoreKept() < sufficientScore; i++)
			if (sorted.get(i).scoreKept() < sorted.get(i - 1).scoreKept()) violations.add(new Violation(sorted.get(i - 1), sorted
				.get(i)));
		return violations;
	}
}
