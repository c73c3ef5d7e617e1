package io.github.fijiray.attribution.extremal;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

/**
 * Where a* of eq. 3 lies: above an area that is not sufficient, and at most at one that is.
 * <p>
 * The upper end is the smallest sufficient area of those seen, and the lower end the largest below it; where none is,
 * {@value #SMALLEST} or the upper end itself, whichever is less. If scores grow with the area, that is where the smallest
 * sufficient area of all lies. If not, the bracket follows the lowest of the areas seen where a score crosses the
 * sufficient one; whether scores cross it below the lower end too, it cannot tell.
 * </p>
 *
 * @param insufficient the lower end
 * @param sufficient the upper end
 */
record AreaBracket(double insufficient, double sufficient) {

	/** How far a* is known in the end, as a share of it. */
	static final double TOLERANCE = 0.1;
	/** No sufficient area is looked for below. */
	static final double SMALLEST = 0.01;
	/** Areas are planned a little closer, in the logarithm, since they are rounded. */
	private static final double SPACING = -Math.log(1 - 0.9 * TOLERANCE);
	private static final int ROUND = 2;
	private static final int DIGITS = 3;

	/** @return empty if no area is sufficient */
	static Optional<AreaBracket> of(Collection<Double> areas, DoublePredicate isSufficient) {
		return areas.stream().filter(isSufficient::test).min(Double::compare).map(sufficient -> below(areas, sufficient));
	}

	private static AreaBracket below(Collection<Double> areas, double sufficient) {
		return new AreaBracket(areas.stream().filter(area -> area < sufficient).max(Double::compare).orElse(Math.min(SMALLEST,
			sufficient)), sufficient);
	}

	/** The most rounds that the areas can need, whichever of them is the smallest sufficient one. */
	static int mostRounds(Collection<Double> areas) {
		return areas.stream().mapToInt(area -> below(areas, area).rounds()).max().orElse(0);
	}

	/**
	 * The areas to try next, evenly spaced in the logarithm and rounded: two, or one if that is enough; none if a* is known
	 * well enough.
	 */
	List<Double> next() {
		if (sufficient - insufficient <= TOLERANCE * sufficient) return List.of();
		final double ratio = sufficient / insufficient;
		final int count = Math.log(ratio) > ROUND * SPACING ? ROUND : 1;
		return IntStream.rangeClosed(1, count).mapToObj(i -> rounded(insufficient * Math.pow(ratio, i / (count + 1.0))))
			.toList();
	}

	/** The most rounds until a* is known well enough. */
	int rounds() {
		int rounds = 0;
		double end = insufficient;
		for (double area : next()) {
			rounds = Math.max(rounds, 1 + new AreaBracket(end, area).rounds());
			end = area;
		}
		return end == insufficient ? 0 : Math.max(rounds, 1 + new AreaBracket(end, sufficient).rounds());
	}

	private static double rounded(double area) {
		final double unit = Math.pow(10, DIGITS - 1 - Math.floor(Math.log10(area)));
		return Math.rint(area * unit) / unit;
	}
}
