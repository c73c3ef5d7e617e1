package io.github.fijiray.imagej.map;

import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethods;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.attribution.metric.Faithfulness;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.Report;
import io.github.fijiray.imagej.TableRows;
import io.github.fijiray.imagej.figure.DisplayRange;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The maps of one or several methods for one image and class, ready to be shown.
 *
 * @param input what was explained
 * @param prepared the image as the classifier saw it
 * @param target index of the class
 * @param scoreImage Φ(x)
 * @param seed of the random numbers
 * @param range how the maps are shown: {@code auto}, {@code full} or two numbers
 * @param truth where the object is; empty if that is not known
 * @param provenance where it comes from
 */
public record AttributionReport(ImageInput input, PreparedImage prepared, int target, float scoreImage, long seed,
	String range, Optional<TruthRegion> truth, List<MethodMap> maps, Provenance provenance) implements Report
{

	/**
	 * The map of one method.
	 *
	 * @param parameters the method's own ones, in words
	 * @param layer name of the layer; empty if it has none
	 * @param sign what of the map is shown and measured
	 * @param map with that sign
	 * @param source the map in the pixels of the input's region, {@code float[height][width]} flattened
	 * @param faithfulness empty if it was not measured
	 */
	public record MethodMap(AttributionMethods.Installed method, String parameters, String layer, Sign sign,
		AttributionMap map, float[] source, Optional<Faithfulness> faithfulness)
	{}

	/**
	 * Checks a text for {@code range}.
	 *
	 * @throws IllegalArgumentException if it is not legal
	 */
	public static void checkRange(String text) {
		DisplayRange.check(text);
	}

	/** How a map is shown: what the classifier did not see has no say in it. */
	DisplayRange range(MethodMap map) {
		return DisplayRange.of(range, map.map().values());
	}

	/** The pixel of the region where a map is largest, x and y; the first of several. */
	int[] peak(MethodMap map) {
		int peak = 0;
		for (int i = 1; i < map.source().length; i++)
			if (map.source()[i] > map.source()[peak]) peak = i;
		return new int[] { peak % input.region().width, peak / input.region().width };
	}

	@Override
	public TableRows rows() {
		return AttributionTable.rows(this);
	}

	@Override
	public BufferedImage figure() {
		return AttributionFigure.of(this);
	}

	@Override
	public List<String> summary() {
		List<String> lines = new ArrayList<>();
		lines.add(String.format(Locale.ROOT, "%s, %s: class %d '%s', score %s; on %s", input.image().getTitle(), provenance
			.model().getFileName(), target, provenance.label(), Notation.score(scoreImage), provenance.provider()));
		for (MethodMap map : maps) {
			int[] peak = peak(map);
			lines.add("  " + map.method().name() + (map.layer().isEmpty() ? "" : " at " + map.layer()) + ": largest at " +
				(input.region().x + peak[0]) + ", " + (input.region().y + peak[1]) + truth.map(region -> String.format(
					Locale.ROOT, ", relevance mass %.2f, rank %.2f, %s", region.mass(map.source()), region.rank(map.source()),
					region.hit(map.source()) == 1 ? "hit" : "miss")).orElse(""));
		}
		lines.add("  preprocessing: " + provenance.preprocessing());
		return lines;
	}
}
