package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.Monitor;

/** A scheme that looks for the masks of eq. 2, one per area, all areas as one batch. */
interface MaskOptimiser {

	/**
	 * @param start where the ascents begin, and how many passes that takes
	 * @return masks {@code float[areas][height * width]} in [0, 1] whose means are the areas asked for
	 * @throws java.util.concurrent.CancellationException if the monitor stops the work
	 */
	float[][] optimise(ExtremalObjective objective, ExtremalSettings settings, AscentStart start, Monitor monitor);
}
