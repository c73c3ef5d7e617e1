package io.github.fijiray.classifier.preprocessing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which channels of an image feed the channels of a classifier.
 *
 * @param reversed takes the channels from last to first, as for a classifier that wants blue, green, red
 * @param chosen the channels of the image, counted from 1 as ImageJ does; empty for all
 */
public record ChannelOrder(boolean reversed, List<Integer> chosen) {

	/** The key of commands, and that of those whose 'channels' are a layer's. */
	private static final String KEYS = "'channels' ('inputs' where 'channels' are those of a layer)";

	/** All channels of the image in their order; red, green, blue for an RGB picture. */
	public static final ChannelOrder RGB = new ChannelOrder(false, List.of());

	/** Blue, green, red. */
	public static final ChannelOrder BGR = new ChannelOrder(true, List.of());

	public ChannelOrder {
		chosen = List.copyOf(chosen);
		if (chosen.stream().anyMatch(channel -> channel < 1)) throw illegal(chosen.toString());
	}

	/**
	 * @param text {@code rgb}, {@code bgr}, or channels of the image such as {@code 3,1}
	 * @throws IllegalArgumentException if it is none of these
	 */
	public static ChannelOrder parse(String text) {
		String order = text.strip().toLowerCase(Locale.ROOT);
		if (order.equals("rgb")) return RGB;
		if (order.equals("bgr")) return BGR;
		if (!order.matches("\\d{1,4}(\\s*[, ]\\s*\\d{1,4})*")) throw illegal(text);
		List<Integer> channels = new ArrayList<>();
		for (String channel : order.split("[, ]+"))
			channels.add(Integer.valueOf(channel));
		return new ChannelOrder(false, channels);
	}

	private static IllegalArgumentException illegal(String text) {
		return new IllegalArgumentException("The parameter " + KEYS + " is '" + text + "'; expected rgb, bgr, or channels " +
			"of the image counted from 1, as in 2,1.");
	}

	/**
	 * @param imageChannels number of channels of the image
	 * @param modelChannels number of channels that the classifier takes
	 * @return for each channel of the classifier the channel of the image, counted from 0
	 * @throws IllegalArgumentException if they do not fit
	 */
	public int[] select(int imageChannels, int modelChannels) {
		List<Integer> channels = chosen.isEmpty() ? IntStream.rangeClosed(1, imageChannels).boxed().collect(Collectors
			.toCollection(ArrayList::new)) : new ArrayList<>(chosen);
		for (int channel : channels)
			if (channel > imageChannels) throw new IllegalArgumentException("The parameter " + KEYS + " names channel " +
				channel + ", but the image has " + counted(imageChannels) + ".");
		if (channels.size() == 1) channels = Collections.nCopies(modelChannels, channels.get(0));
		if (channels.size() != modelChannels) throw new IllegalArgumentException("The image gives " + counted(channels
			.size()) + ", but the classifier takes " + counted(modelChannels) + ". Name one of the image's " + counted(
				imageChannels) + " for each of them with the parameter " + KEYS + ", as in " + IntStream.rangeClosed(1,
					modelChannels).mapToObj(i -> Integer.toString(Math.min(i, imageChannels))).collect(Collectors.joining(",")) +
			".");
		if (reversed) Collections.reverse(channels);
		return channels.stream().mapToInt(channel -> channel - 1).toArray();
	}

	private static String counted(int channels) {
		return channels == 1 ? "1 channel" : channels + " channels";
	}

	@Override
	public String toString() {
		if (!chosen.isEmpty()) return "channels " + chosen.stream().map(String::valueOf).collect(Collectors.joining(","));
		return reversed ? "BGR" : "channels in order";
	}
}
