package io.github.fijiray.imagej.inversion;

import io.github.fijiray.attribution.inversion.Inversion;
import io.github.fijiray.attribution.inversion.InversionSettings;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.Report;
import io.github.fijiray.imagej.TableRows;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A feature inversion of one image, ready to be shown: that of some channels of a layer beside that of all of them.
 *
 * @param input what was inverted
 * @param layer name of the layer
 * @param layerChannels number of channels of the layer
 * @param target the class whose channels they are
 * @param kept the channels, from 0
 * @param ofKept the inversion of these channels
 * @param ofAll the inversion of all channels
 * @param objectives eq. 12 at the image itself, for the kept channels and for all
 * @param settings of the inversions
 * @param prepared the image as the classifier sees it
 * @param pictures shows what the classifier sees
 * @param provenance where it comes from
 */
public record InversionReport(ImageInput input, String layer, int layerChannels, int target, int[] kept,
	Inversion ofKept, Inversion ofAll, double[] objectives, InversionSettings settings, float[] prepared,
	SeenPictures pictures, Provenance provenance) implements Report
{

	/** The inversions, that of the kept channels first. */
	List<Inversion> inversions() {
		return List.of(ofKept, ofAll);
	}

	/** What is inverted, in words. */
	List<String> names() {
		return List.of(kept.length == 1 ? "channel " + kept[0] : Notation.channels(kept.length), "all " + layerChannels +
			" channels");
	}

	/** The channels of each inversion. */
	String channels(int index) {
		return index == 0 ? Arrays.stream(kept).mapToObj(String::valueOf).collect(Collectors.joining(" ")) : "all";
	}

	/** By what factor an inversion raised the objective over its start, in words; empty if it began at nothing. */
	static String factor(Inversion inversion) {
		return inversion.start() > 0 ? String.format(Locale.ROOT, "%.4g", inversion.objective() / inversion.start()) : "";
	}

	/** How often an inversion has the objective of the image itself. */
	double multiple(int index) {
		return inversions().get(index).objective() / objectives[index];
	}

	@Override
	public TableRows rows() {
		return InversionTable.rows(this);
	}

	@Override
	public BufferedImage figure() {
		return InversionFigure.of(this);
	}

	@Override
	public List<String> summary() {
		List<String> lines = new ArrayList<>();
		lines.add(String.format(Locale.ROOT, "%s, %s, layer %s: class %d '%s', %d passes, seed %d on %s", input.image()
			.getTitle(), provenance.model().getFileName(), layer, target, provenance.label(), settings.passesOrDefault(),
			settings.seed(), provenance.provider()));
		for (int i = 0; i < 2; i++)
			lines.add(String.format(Locale.ROOT, "  inversion of %s: objective from %.4g to %.4g, %.1f times the image's",
				names().get(i), inversions().get(i).start(), inversions().get(i).objective(), multiple(i)));
		lines.add("  channels: " + channels(0));
		lines.add("  preprocessing: " + provenance.preprocessing());
		return lines;
	}
}
