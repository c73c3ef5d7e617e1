package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.perturbation.Part;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The masks of an image that may be much like the one to explain.
 *
 * @param result they belong to
 */
record KnownMasks(ExtremalResult result) {

	/** How much less than in their own image the masks may be worth, in units of what the whole image changes. */
	private static final double LOSS = 0.15;

	/**
	 * Where to start from: for every area from the mask of the nearest one, or from ones where these masks do not fit the
	 * image. A mask that misses what it should lie on would not find there in a few passes.
	 *
	 * @param objective of the image to explain
	 */
	AscentStart startFor(MaskObjective objective, int target, ExtremalSettings settings) {
		if (target != result.target() || !(worthIn(objective, settings.game()) >= worth(settings.game()) - LOSS))
			return AscentStart.ONES;
		return AscentStart.at(settings.areas().stream().map(this::nearest).toArray(float[][]::new));
	}

	private float[] nearest(double area) {
		return Collections.min(result.masks(), Comparator.comparingDouble(mask -> Math.abs(Math.log(mask.area() / area))))
			.mask();
	}

	private double worth(Game game) {
		return result.masks().stream().mapToDouble(mask -> worth(game, mask.scoreKept(), mask.scoreRemoved(), result
			.scoreImage(), result.scorePerturbed())).average().orElseThrow();
	}

	private double worthIn(MaskObjective objective, Game game) {
		final List<ExtremalMask> masks = result.masks();
		final float[][] all = new float[masks.size() + 1][];
		for (int m = 0; m < masks.size(); m++)
			all[m] = masks.get(m).mask();
		all[masks.size()] = new float[objective.height() * objective.width()];
		final float[] kept = objective.scores(all, Part.KEPT), removed = objective.scores(all, Part.REMOVED);
		double sum = 0;
		for (int m = 0; m < masks.size(); m++)
			sum += worth(game, kept[m], removed[m], removed[masks.size()], kept[masks.size()]);
		return sum / masks.size();
	}

	/**
	 * How much more the game pays for a mask than for one that keeps nothing, in units of what keeping all changes: 1 for
	 * one that keeps all, or -1 in an image for which the game pays less than for its perturbation.
	 */
	private static double worth(Game game, float kept, float removed, float image, float perturbed) {
		final double nothing = game.reward(perturbed, image);
		return (game.reward(kept, removed) - nothing) / Math.abs(game.reward(image, perturbed) - nothing);
	}
}
