package io.github.fijiray.attribution.channel;

import java.util.stream.IntStream;

/**
 * The extremal mask of one number of channels.
 *
 * @param channels the number asked for
 * @param mask {@code float[layer channels]}, 1 for a channel that is in the mask, 0 for another
 * @param saliency Σ m_k·Φ<sub>l</sub><sup>k</sup>(x) over the positions of the layer, eq. 11, {@code float[height][width]}
 *          flattened
 * @param scoreKept Φ<sub>l+</sub>(m⊗Φ<sub>l</sub>(x)), measured on this mask
 * @param scoreRemoved Φ<sub>l+</sub>((1-m)⊗Φ<sub>l</sub>(x)), measured on this mask
 */
public record ChannelMask(int channels, float[] mask, float[] saliency, float scoreKept, float scoreRemoved) {

	/** The channels in the mask, from 0, in their order. */
	public int[] kept() {
		return IntStream.range(0, mask.length).filter(k -> mask[k] > 0).toArray();
	}

	/** Number of channels in the mask. */
	public int channelsReached() {
		return kept().length;
	}
}
