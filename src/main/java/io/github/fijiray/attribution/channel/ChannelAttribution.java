package io.github.fijiray.attribution.channel;

import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.perturbation.ChannelPerturbation;
import io.github.fijiray.perturbation.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Channel attribution: for every number of channels of a layer those which the score of a class depends on most (Fong,
 * Patrick, Vedaldi, ICCV 2019, §5.1), and the smallest number that is enough for the decision.
 */
public final class ChannelAttribution {

	private ChannelAttribution() {}

	/**
	 * Finds the extremal masks of one image, layer and class.
	 *
	 * @param scorer Φ<sub>l+</sub>, what follows the layer
	 * @param activation Φ<sub>l</sub>(x), the layer's activation
	 * @param target index of the class to explain
	 * @param monitor is told of every pass, with masks {@code float[numbers][layer channels]}, and may stop the work
	 * @throws IllegalArgumentException if the classifier has no such class, or the layer too few channels
	 * @throws java.io.UncheckedIOException if the scores or their gradients are not finite numbers
	 * @throws java.util.concurrent.CancellationException if the monitor stopped the work
	 */
	public static ChannelResult explain(Scorer scorer, PreparedImage activation, int target, ChannelSettings settings,
		Monitor monitor)
	{
		MaskObjective.requireClass(scorer, target);
		final int layerChannels = activation.channels();
		final List<Integer> numbers = settings.channelsOf(layerChannels);
		final MaskObjective objective = new MaskObjective(scorer, new ChannelPerturbation(activation.pixels(), layerChannels,
			activation.height(), activation.width()), target, settings.game());
		final float[][] masks = new ChannelOptimiser(objective, layerChannels, numbers).optimise(settings, monitor);

		final float[] kept = objective.scores(masks, Part.KEPT);
		final float[] removed = objective.scores(masks, Part.REMOVED);
		final float[][] nothing = { new float[layerChannels] };
		final float scoreImage = objective.scores(nothing, Part.REMOVED)[0];
		final float scoreEmpty = objective.scores(nothing, Part.KEPT)[0];

		final List<ChannelMask> found = new ArrayList<>();
		for (int a = 0; a < masks.length; a++)
			found.add(new ChannelMask(numbers.get(a), masks[a], saliency(masks[a], activation), kept[a], removed[a]));
		return new ChannelResult(settings, target, layerChannels, activation.height(), activation.width(), found, scoreImage,
			scoreEmpty, optimalChannels(found, settings.threshold() * scoreImage), settings.passesOrDefault());
	}

	/** Eq. 11: the sum of the channels, each weighted with its mask. */
	static float[] saliency(float[] mask, PreparedImage activation) {
		final int positions = activation.height() * activation.width();
		final float[] saliency = new float[positions];
		for (int k = 0; k < mask.length; k++)
			for (int i = 0; i < positions; i++)
				saliency[i] += mask[k] * activation.pixels()[k * positions + i];
		return saliency;
	}

	/** Eq. 10: the smallest number of channels that reach Φ0 alone. */
	private static OptionalInt optimalChannels(List<ChannelMask> masks, double sufficientScore) {
		return masks.stream().filter(mask -> mask.scoreKept() >= sufficientScore).mapToInt(ChannelMask::channels).min();
	}
}
