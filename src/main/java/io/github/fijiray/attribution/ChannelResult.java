package io.github.fijiray.attribution;

import java.util.List;
import java.util.OptionalInt;

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
 * @param passes forward and backward passes used
 */
public record ChannelResult(ChannelSettings settings, int target, int layerChannels, int height, int width,
	List<ChannelMask> masks, float scoreImage, float scoreEmpty, OptionalInt optimalChannels, int passes)
{

	/** Per channel the share of the masks that it is in: 1 for a channel that even the smallest mask cannot do without. */
	public float[] weights() {
		final float[] weights = new float[layerChannels];
		for (ChannelMask mask : masks)
			for (int k = 0; k < layerChannels; k++)
				weights[k] += mask.mask()[k] / masks.size();
		return weights;
	}
}
