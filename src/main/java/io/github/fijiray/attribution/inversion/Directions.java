package io.github.fijiray.attribution.inversion;

import java.util.Arrays;

/** Directions of a layer to be inverted, {@code float[layer channels][height][width]} flattened. */
public final class Directions {

	private Directions() {}

	/**
	 * m⊗Φ<sub>l</sub>(x): the activation of an image with only some of its channels.
	 *
	 * @param kept these channels, from 0
	 * @throws IllegalArgumentException if the layer has no such channel, or none of them is active
	 */
	public static float[] ofChannels(float[] activation, int layerChannels, int... kept) {
		final float[] direction = new float[activation.length];
		final int places = activation.length / layerChannels;
		for (int k : kept) {
			requireChannel(k, layerChannels);
			System.arraycopy(activation, k * places, direction, k * places, places);
		}
		for (float value : direction)
			if (value != 0) return direction;
		throw new IllegalArgumentException("The channels " + Arrays.toString(kept) + " are not active in this image, so " +
			"there is nothing to invert; choose others.");
	}

	/** What excites one channel wherever it is: 1 at all of its places. */
	public static float[] ofChannel(int channel, int layerChannels, int layerSize) {
		requireChannel(channel, layerChannels);
		final float[] direction = new float[layerSize];
		final int places = layerSize / layerChannels;
		Arrays.fill(direction, channel * places, (channel + 1) * places, 1);
		return direction;
	}

	private static void requireChannel(int channel, int layerChannels) {
		if (channel < 0 || channel >= layerChannels) throw new IllegalArgumentException("There is no channel " + channel +
			"; the layer has the channels 0 to " + (layerChannels - 1) + ".");
	}

	/** d · Φ<sub>l</sub>, the objective of eq. 12. */
	public static double product(float[] direction, float[] activation) {
		double product = 0;
		for (int i = 0; i < direction.length; i++)
			product += (double) direction[i] * activation[i];
		return product;
	}
}
