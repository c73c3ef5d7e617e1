package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.MaskedScores;
import io.github.fijiray.attribution.map.ScoreScale;
import io.github.fijiray.perturbation.FadeReference;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Occlusion: how far the score falls when a square is covered, for each pixel the mean over the squares that cover it
 * (Zeiler and Fergus, ECCV 2014, §4.2). Needs no gradient. The squares reach over the border, so that pixels there are
 * covered as often as others.
 */
@Plugin(type = AttributionMethod.class, name = "occlusion", label = "Occlusion", priority = 50,
	description = "How far the score falls when a square is covered; needs no gradient.", attrs = @Attr(
		name = "reference", value = "Zeiler, Fergus, ECCV 2014."))
public final class Occlusion implements AttributionMethod {

	private static final int PATCHES_PER_SIDE = 7;
	private static final int STRIDES_PER_PATCH = 4;

	/** Side of the square in pixels of the classifier's input; 0 for a seventh of the shorter side. */
	@Parameter
	private int patch = 0;

	/** Pixels from one square to the next; 0 for a quarter of the square. */
	@Parameter
	private int stride = 0;

	/** On which scale the class counts. */
	@Parameter
	private ScoreScale scale = ScoreScale.SCORE;

	/** What covers. */
	@Parameter
	private FadeReference fill = FadeReference.BLACK;

	@Override
	public AttributionMap explain(AttributionContext context) {
		int height = context.image().height(), width = context.image().width();
		int side = patch != 0 ? patch : Math.max(1, Math.min(height, width) / PATCHES_PER_SIDE);
		int step = stride != 0 ? stride : Math.max(1, side / STRIDES_PER_PATCH);
		Require.legal(side > 0 && side <= Math.min(height, width), "occlusion.patch", patch, "1 to " + Math.min(height,
			width) + " pixels, or 0");
		Require.legal(step > 0 && step <= side, "occlusion.stride", stride, "1 to " + side + " pixels, or 0");
		int[] rows = starts(height, side, step), columns = starts(width, side, step);
		MaskedScores masked = MaskedScores.fading(context, fill, scale);
		float[] whole = new float[height * width];
		Arrays.fill(whole, 1);
		double score = masked.of(whole);
		double[] drops = new double[whole.length];
		int[] covers = new int[whole.length];
		masked.stream(rows.length * columns.length, n -> {
			float[] mask = whole.clone();
			cover(rows[n / columns.length], columns[n % columns.length], side, height, width).forEach(i -> mask[i] = 0);
			return mask;
		}, (n, mask, covered) -> {
			for (int i = 0; i < mask.length; i++)
				if (mask[i] == 0) {
					drops[i] += score - covered;
					covers[i]++;
				}
		});
		float[] values = new float[whole.length];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) (drops[i] / covers[i]);
		return AttributionMap.ofContent(values, context.image());
	}

	/** Where squares begin, so that every pixel is covered and none lies outside altogether. */
	private static int[] starts(int length, int side, int step) {
		return IntStream.iterate(step - side, start -> start < length, start -> start + step).toArray();
	}

	private static IntStream cover(int top, int left, int side, int height, int width) {
		return IntStream.range(Math.max(0, top), Math.min(height, top + side)).flatMap(y -> IntStream.range(Math.max(0, left),
			Math.min(width, left + side)).map(x -> y * width + x));
	}
}
