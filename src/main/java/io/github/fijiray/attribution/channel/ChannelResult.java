package io.github.fijiray.attribution.channel;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What a channel attribution found for one image, layer and class.
 *
 * @param settings the settings it was asked for
 * @param target index of the class
 * @param layerChannels number of channels of the layer
 * @param height rows of positions of the layer
 * @param width columns of positions of the layer
 * @param masks one mask per number of channels, in the order of the numbers asked for
 * @param scoreImage Φ(x)
 * @param scoreEmpty Φ without any channel of the layer
 * @param optimalChannels a* of eq. 10; empty if no number of channels reaches τ·Φ(x)
 * @param passes forward and backward passes of the ascent, after the one that finds where to start
 */
public record ChannelResult(ChannelSettings settings, int target, int layerChannels, int height, int width,
	List<ChannelMask> masks, float scoreImage, float scoreEmpty, OptionalInt optimalChannels, int passes)
{

	/** τ·Φ(x), which a number of channels has to reach to be enough for the decision. */
	public double sufficientScore() {
		return settings.threshold() * scoreImage;
	}

	/** Whether the sufficient score is reached without any channel of the layer, so that a* means nothing. */
	public boolean needsNoEvidence() {
		return scoreEmpty >= sufficientScore();
	}

	/** Whether number {@code index} is a*, and means something. */
	public boolean isOptimal(int index) {
		return !needsNoEvidence() && optimalChannels.isPresent() && optimalChannels.getAsInt() == masks.get(index)
			.channels();
	}

	/** The number to look at first: a*, or else the one whose mask does best what it was asked for. */
	public int foremost() {
		return IntStream.range(0, masks.size()).boxed().max(Comparator.<Integer, Boolean> comparing(this::isOptimal)
			.thenComparing(index -> settings.game().reward(masks.get(index).scoreKept(), masks.get(index).scoreRemoved())))
			.orElseThrow();
	}

	/** Per channel the share of the masks that it is in: 1 for a channel that even the smallest mask cannot do without. */
	public float[] weights() {
		final float[] weights = new float[layerChannels];
		for (ChannelMask mask : masks)
			for (int k = 0; k < layerChannels; k++)
				weights[k] += mask.mask()[k] / masks.size();
		return weights;
	}
}
