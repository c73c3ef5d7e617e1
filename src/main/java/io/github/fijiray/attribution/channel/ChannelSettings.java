package io.github.fijiray.attribution.channel;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.Settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Settings of a {@link ChannelAttribution}. Immutable: start with {@link #defaults()} and change what differs.
 *
 * @param channels numbers of channels that the masks keep; empty for the paper's, as far as the layer has so many
 * @param game what a mask is asked to do
 * @param passes forward and backward passes after the one that finds where to start; 0 for {@value #DEFAULT_PASSES}
 * @param threshold τ: a number of channels is sufficient if its score reaches τ·Φ(x), eq. 10
 * @param seed 0 starts from the score's gradient; any other number disturbs the start, to see whether the mask is unique
 */
public record ChannelSettings(List<Integer> channels, Game game, int passes, double threshold, long seed) {

	static final int DEFAULT_PASSES = 80;
	private static final int[] PAPER = { 1, 5, 10, 20, 25, 35, 40, 50, 60, 70, 80, 90, 100, 150, 200, 250, 300, 350, 400,
		450 };

	/** @throws IllegalArgumentException naming the setting that is out of range and what is legal */
	public ChannelSettings {
		channels = List.copyOf(channels);
		for (int number : channels)
			Settings.require(number > 0, "channels", "has " + number, "numbers of channels above 0, as in 1,5,10,20");
		Settings.require(channels.stream().distinct().count() == channels.size(), "channels", "has one number twice",
			"different numbers of channels");
		Settings.require(passes >= 0, "passes", "is " + passes, "a whole number, 0 for " + DEFAULT_PASSES);
		Settings.require(threshold > 0 && Double.isFinite(threshold), "threshold", "is " + threshold, "a number above 0");
	}

	public static ChannelSettings defaults() {
		return new ChannelSettings(List.of(), Game.PRESERVATION, 0, 1, 0);
	}

	public ChannelSettings withChannels(int... numbers) {
		return withChannels(Arrays.stream(numbers).boxed().toList());
	}

	public ChannelSettings withChannels(List<Integer> numbers) {
		return new ChannelSettings(numbers, game, passes, threshold, seed);
	}

	public ChannelSettings withGame(Game newGame) {
		return new ChannelSettings(channels, newGame, passes, threshold, seed);
	}

	/** @param newPasses forward and backward passes; 0 for the default */
	public ChannelSettings withPasses(int newPasses) {
		return new ChannelSettings(channels, game, newPasses, threshold, seed);
	}

	public ChannelSettings withThreshold(double tau) {
		return new ChannelSettings(channels, game, passes, tau, seed);
	}

	public ChannelSettings withSeed(long newSeed) {
		return new ChannelSettings(channels, game, passes, threshold, newSeed);
	}

	/** Normally distributed numbers to disturb the start with; none for seed 0. */
	Optional<float[]> startNoise(int size) {
		return Settings.noise(seed, size);
	}

	/** Number of passes to make. */
	public int passesOrDefault() {
		return passes > 0 ? passes : DEFAULT_PASSES;
	}

	/**
	 * The numbers of channels for a layer: those asked for, or the paper's that are below the layer's, and the layer's.
	 *
	 * @throws IllegalArgumentException if more are asked for than the layer has
	 */
	public List<Integer> channelsOf(int layerChannels) {
		for (int number : channels)
			Settings.require(number <= layerChannels, "channels", "has " + number, "at most the " + layerChannels +
				" channels of the layer");
		return channels.isEmpty() ? IntStream.concat(IntStream.of(PAPER).filter(number -> number < layerChannels), IntStream
			.of(layerChannels)).boxed().toList() : channels;
	}
}
