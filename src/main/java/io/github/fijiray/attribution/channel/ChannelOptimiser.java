package io.github.fijiray.attribution.channel;

import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.mask.CountProjection;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for the channels that an image is decided by, all numbers of channels as one batch.
 * <p>
 * A channel is worth the derivative of the score with respect to its mask. As that changes with the mask, each number
 * of channels keeps a running mean of it, and its mask in every pass is the soft choice of the channels that are worth
 * most: the number shrinks from all channels to the one asked for, and the choice hardens. Then the mask is made binary,
 * and in the last quarter of the passes channels are exchanged for others that promise more, as long as the score
 * confirms it.
 * </p>
 */
final class ChannelOptimiser {

	private static final double EXCHANGING = 0.25;
	private static final double SHRINKING = 0.7;
	private static final double FIRST_TEMPERATURE = 0.5;
	private static final double LAST_TEMPERATURE = 0.05;
	/** Weight of the newest derivative in the running mean. */
	private static final float NEWEST = 0.2f;
	private static final float[] DOSES = { 1 / 6f, 2 / 6f, 3 / 6f, 4 / 6f, 5 / 6f, 1 };
	private static final float DISTURBANCE = 0.1f;

	private final MaskObjective objective;
	private final int layerChannels;
	private final List<Integer> numbers;

	ChannelOptimiser(MaskObjective objective, int layerChannels, List<Integer> numbers) {
		this.objective = objective;
		this.layerChannels = layerChannels;
		this.numbers = numbers;
	}

	/**
	 * @return masks {@code float[numbers][layer channels]} of ones and zeros, with as many ones as asked for
	 * @throws java.util.concurrent.CancellationException if the monitor stops the work
	 */
	float[][] optimise(ChannelSettings settings, Monitor monitor) {
		final float[] start = start(settings);
		final Choice[] choices = numbers.stream().map(number -> new Choice(number, start)).toArray(Choice[]::new);
		final float[][] masks = new float[choices.length][];
		final float[][] gradients = new float[choices.length][layerChannels];
		final int passes = settings.passesOrDefault();
		final int averaging = passes - (int) (EXCHANGING * passes);
		for (int pass = 0; pass < passes; pass++) {
			final double progress = (double) pass / averaging;
			for (int a = 0; a < choices.length; a++)
				masks[a] = pass < averaging ? choices[a].soft(progress) : choices[a].proposal();
			final float[] rewards = objective.gradient(masks, false, gradients);
			for (int a = 0; a < choices.length; a++)
				if (pass < averaging) choices[a].average(gradients[a]);
				else choices[a].judge(masks[a], rewards[a], gradients[a]);
			monitor.passed(pass + 1, passes, masks);
		}
		return Arrays.stream(choices).map(Choice::result).toArray(float[][]::new);
	}

	/** What channels are worth where all are kept to the same degree, averaged over several degrees. */
	private float[] start(ChannelSettings settings) {
		final float[][] masks = new float[DOSES.length][layerChannels];
		for (int d = 0; d < DOSES.length; d++)
			Arrays.fill(masks[d], DOSES[d]);
		final float[][] gradients = new float[DOSES.length][layerChannels];
		objective.gradient(masks, false, gradients);
		final float[] start = settings.startNoise(layerChannels).orElseGet(() -> new float[layerChannels]);
		for (int k = 0; k < layerChannels; k++)
			start[k] *= DISTURBANCE;
		for (float[] gradient : gradients) {
			normalise(gradient);
			for (int k = 0; k < layerChannels; k++)
				start[k] += gradient[k] / DOSES.length;
		}
		normalise(start);
		return start;
	}

	/** Scales to a root mean square of 1, but for zeros. */
	private static void normalise(float[] values) {
		double squares = 0;
		for (float value : values)
			squares += (double) value * value;
		if (squares == 0) return;
		final double scale = Math.sqrt(values.length / squares);
		for (int i = 0; i < values.length; i++)
			values[i] *= scale;
	}

	/** The choice of one number of channels. */
	private final class Choice {

		private final int number;
		private final float[] worth;
		private final float[] mask;
		private float[] best;
		private float bestReward = Float.NEGATIVE_INFINITY;
		private float[] bestWorth;
		private int exchanged;
		private int refused;

		Choice(int number, float[] start) {
			this.number = number;
			worth = start.clone();
			mask = new float[layerChannels];
			exchanged = Math.max(1, Math.min(number, layerChannels - number) / 4);
		}

		float[] soft(double progress) {
			final double current = layerChannels * Math.pow((double) number / layerChannels, Math.min(1, progress /
				SHRINKING));
			CountProjection.soft(worth, current, FIRST_TEMPERATURE * Math.pow(LAST_TEMPERATURE / FIRST_TEMPERATURE,
				progress), mask);
			return mask;
		}

		void average(float[] gradient) {
			normalise(gradient);
			for (int k = 0; k < worth.length; k++)
				worth[k] += NEWEST * (gradient[k] - worth[k]);
			normalise(worth);
		}

		/** The best mask so far with some of its channels of least worth exchanged for others of greater worth. */
		float[] proposal() {
			if (best == null) return result();
			final float[] changed = best.clone();
			final int[] ranking = CountProjection.ranking(bestWorth);
			final int[] entering = IntStream.of(ranking).filter(k -> best[k] == 0).skip(refused).limit(exchanged).toArray();
			final int[] leaving = IntStream.range(0, ranking.length).map(i -> ranking[ranking.length - 1 - i]).filter(
				k -> best[k] == 1).limit(exchanged).toArray();
			for (int i = 0; i < Math.min(entering.length, leaving.length); i++) {
				if (i > 0 && bestWorth[entering[i]] <= bestWorth[leaving[i]]) break;
				changed[entering[i]] = 1;
				changed[leaving[i]] = 0;
			}
			return changed;
		}

		/** Takes a proposal that scores higher; else fewer channels are exchanged next time, in the end one by one. */
		void judge(float[] proposed, float reward, float[] gradient) {
			if (best == null || reward > bestReward) {
				best = proposed;
				bestReward = reward;
				bestWorth = gradient.clone();
				refused = 0;
			}
			else if (exchanged > 1) exchanged /= 2;
			else refused++;
		}

		float[] result() {
			return best != null ? best : CountProjection.hard(worth, number);
		}
	}
}
