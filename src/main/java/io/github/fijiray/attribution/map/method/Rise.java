package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.MaskedScores;
import io.github.fijiray.attribution.map.ScoreScale;
import io.github.fijiray.perturbation.FadeReference;

import java.util.function.IntFunction;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * RISE: the mean of random masks, each weighted with the score of what it keeps, over the share that they keep (Petsiuk,
 * Das, Saenko, BMVC 2018, eq. 6). Needs no gradient.
 */
@Plugin(type = AttributionMethod.class, name = "rise", label = "RISE", priority = 60,
	description = "Random masks, weighted with the score of what they keep; needs no gradient.", attrs = @Attr(
		name = "reference", value = "Petsiuk, Das, Saenko, BMVC 2018."))
public final class Rise implements AttributionMethod {

	/** Number of masks. */
	@Parameter
	private int masks = 4000;

	/** Cells of a mask along each side of the image. */
	@Parameter
	private int grid = 7;

	/** Share of the cells that a mask keeps. */
	@Parameter
	private double keep = 0.5;

	/** On which scale the class counts. It must tell classes apart, or their maps look alike. */
	@Parameter
	private ScoreScale scale = ScoreScale.PROBABILITY;

	/** What is seen instead of what a mask does not keep. */
	@Parameter
	private FadeReference fill = FadeReference.BLACK;

	@Override
	public AttributionMap explain(AttributionContext context) {
		Require.legal(masks > 0, "rise.masks", masks, "a number above 0");
		Require.legal(grid > 0, "rise.grid", grid, "a number above 0");
		Require.legal(keep > 0 && keep < 1, "rise.keep", keep, "a share between 0 and 1");
		RandomGrid random = new RandomGrid(context.seed(), grid, keep, context.image().height(), context.image().width());
		return weigh(context, masks, random::mask);
	}

	/** @param source gives mask number 0 to {@code count - 1} */
	AttributionMap weigh(AttributionContext context, int count, IntFunction<float[]> source) {
		double[] sum = new double[context.image().height() * context.image().width()];
		MaskedScores.fading(context, fill, scale).stream(count, source, (index, mask, score) -> {
			for (int i = 0; i < sum.length; i++)
				sum[i] += score * mask[i];
		});
		float[] values = new float[sum.length];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) (sum[i] / count / keep);
		return AttributionMap.ofContent(values, context.image());
	}
}
