package io.github.fijiray.imagej.channel;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.channel.ChannelMask;
import io.github.fijiray.attribution.channel.ChannelResult;
import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.Report;
import io.github.fijiray.imagej.TableRows;
import io.github.fijiray.imagej.figure.ScoreSeries;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * One channel attribution, ready to be shown. Channels are numbered from 0, as in the model.
 *
 * @param input what was explained
 * @param result what was found
 * @param layer name of the layer
 * @param activation the layer's activation
 * @param map where the layer's places lie in the input's region
 * @param provenance where it comes from
 */
public record ChannelReport(ImageInput input, ChannelResult result, String layer, PreparedImage activation,
	LayerMap map, Provenance provenance) implements Report
{

	/** The mask of number {@code index} of the numbers of channels asked for. */
	ChannelMask mask(int index) {
		return result.masks().get(index);
	}

	/** All channels, those of the greatest weight first, of equal ones the most active. */
	List<Integer> ranking() {
		float[] weights = result.weights();
		return IntStream.range(0, result.layerChannels()).boxed().sorted(Comparator.<Integer> comparingDouble(
			k -> -weights[k]).thenComparingDouble(k -> -meanActivation(k))).toList();
	}

	/** The channels of the foremost mask in the order of {@link #ranking()}. */
	List<Integer> selected() {
		float[] mask = mask(result.foremost()).mask();
		return ranking().stream().filter(k -> mask[k] > 0).toList();
	}

	double meanActivation(int channel) {
		double sum = 0;
		for (float value : activationOf(channel))
			sum += value;
		return sum / activationOf(channel).length;
	}

	float[] activationOf(int channel) {
		int positions = result.height() * result.width();
		return Arrays.copyOfRange(activation.pixels(), channel * positions, (channel + 1) * positions);
	}

	/** The saliency map of the foremost mask, eq. 11, in the pixels of the input's region. */
	float[] saliency() {
		return map.toSource(mask(result.foremost()).saliency());
	}

	/** Name of the saliency map, as in {@code saliency of 25 channels score=12.3}. */
	String saliencyName() {
		ChannelMask mask = mask(result.foremost());
		return "saliency of " + Notation.channels(mask.channels()) + " score=" + Notation.score(shownScore(mask));
	}

	private float shownScore(ChannelMask mask) {
		return result.settings().game() == Game.DELETION ? mask.scoreRemoved() : mask.scoreKept();
	}

	/** What was found, in one sentence. */
	String headline() {
		String label = "“" + provenance.label() + "”: ";
		if (result.needsNoEvidence()) return label + "the decision needs no channel of this layer, it is reached without any";
		double threshold = result.settings().threshold();
		String purpose = threshold == 1 ? "for the decision" : "for " + Notation.percent(threshold) + " of the score";
		if (result.optimalChannels().isPresent()) {
			int optimal = result.optimalChannels().getAsInt();
			return label + Notation.channels(optimal) + " of " + result.layerChannels() + (optimal == 1 ? " is" : " are") +
				" enough " + purpose;
		}
		int largest = result.masks().stream().mapToInt(ChannelMask::channels).max().orElseThrow();
		return label + "no " + (largest == 1 ? "channel is" : "choice of up to " + Notation.channels(largest) + " is") +
			" enough " + purpose;
	}

	/** The scores over the number of channels. */
	ScoreSeries scores() {
		List<ScoreSeries.Point> points = result.masks().stream().sorted(Comparator.comparingInt(ChannelMask::channels)).map(
			mask -> new ScoreSeries.Point(mask.channels(), mask.scoreKept(), mask.scoreRemoved())).toList();
		boolean marked = !result.needsNoEvidence() && result.optimalChannels().isPresent();
		return new ScoreSeries(input.name() + " channel scores", "Number of channels (of " + result.layerChannels() + ")",
			result.layerChannels(), provenance.label(), points, result.scoreImage(), result.settings().threshold(), result
				.scoreEmpty(), "without the layer", marked ? OptionalDouble.of(result.optimalChannels().getAsInt())
					: OptionalDouble.empty(), marked ? Notation.channels(result.optimalChannels().getAsInt()) : "");
	}

	@Override
	public TableRows rows() {
		return ChannelTable.rows(this);
	}

	@Override
	public BufferedImage figure() {
		return ChannelFigure.of(this);
	}

	@Override
	public List<String> summary() {
		List<String> lines = new ArrayList<>();
		lines.add(String.format(Locale.ROOT, "%s, %s, layer %s (%d channels, %d × %d places): class %d '%s', score %s, " +
			"without the layer %s; %s, %d passes on %s", input.image().getTitle(), provenance.model().getFileName(), layer,
			result.layerChannels(), map.width(), map.height(), result.target(), provenance.label(), Notation.score(result
				.scoreImage()), Notation.score(result.scoreEmpty()), Notation.word(result.settings().game()), result
					.passes(), provenance.provider()));
		for (int a = 0; a < result.masks().size(); a++)
			lines.add(String.format(Locale.ROOT, "  %s: score kept %s, removed %s%s", Notation.channels(mask(a)
				.channelsReached()), Notation.score(mask(a).scoreKept()), Notation.score(mask(a).scoreRemoved()), result.isOptimal(a)
					? " (a*)" : ""));
		lines.add("  preprocessing: " + provenance.preprocessing());
		lines.add("  " + headline());
		return lines;
	}
}
