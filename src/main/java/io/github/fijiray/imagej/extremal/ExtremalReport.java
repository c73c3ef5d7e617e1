package io.github.fijiray.imagej.extremal;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Notation;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.Report;
import io.github.fijiray.imagej.TableRows;
import io.github.fijiray.imagej.figure.AreaColors;
import io.github.fijiray.imagej.figure.ScoreSeries;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * One extremal perturbation, ready to be shown.
 *
 * @param input what was explained
 * @param result what was found
 * @param masks the result's masks in the pixels of the input's region, {@code float[height][width]} flattened
 * @param provenance where it comes from
 * @param layer name of the layer whose places the masks keep; empty where they keep pixels of the image
 */
public record ExtremalReport(ImageInput input, ExtremalResult result, List<float[]> masks, Provenance provenance,
	String layer) implements Report
{

	/** @throws IllegalArgumentException if the masks are not those of the result, or do not have the region's size */
	public ExtremalReport {
		int size = input.region().width * input.region().height;
		if (masks.size() != result.masks().size() || masks.stream().anyMatch(mask -> mask.length != size))
			throw new IllegalArgumentException("Expected " + result.masks().size() + " masks of " + size + " pixels.");
		masks = List.copyOf(masks);
	}

	/** @param placement where the masks of the result lie in the region */
	public static ExtremalReport of(ImageInput input, ExtremalResult result, Placement placement,
		Provenance provenance)
	{
		return new ExtremalReport(input, result, result.masks().stream().map(mask -> placement.toSource(mask.mask()))
			.toList(), provenance.with(result.arithmetic()), "");
	}

	/**
	 * @param map where the layer's places lie in the region
	 * @param layer name of the layer
	 */
	public static ExtremalReport atLayer(ImageInput input, ExtremalResult result, LayerMap map, String layer,
		Provenance provenance)
	{
		return new ExtremalReport(input, result, result.masks().stream().map(mask -> map.toSource(mask.mask())).toList(),
			provenance.with(result.arithmetic()), layer);
	}

	/** Number of areas. */
	public int size() {
		return masks.size();
	}

	/** The mask of area number {@code index} at the classifier's resolution, with its scores. */
	public ExtremalMask area(int index) {
		return result.masks().get(index);
	}

	/** Whether area number {@code index} is a*, and means something. */
	public boolean isOptimal(int index) {
		return !result.needsNoEvidence() && result.optimalArea().isPresent() && result.optimalArea().getAsDouble() == area(index)
			.area();
	}

	/** The area to look at first: a*, or else the one whose mask does best what it was asked for. */
	public int foremost() {
		return IntStream.range(0, size()).boxed().max(Comparator.<Integer, Boolean> comparing(this::isOptimal).thenComparing(
			this::objective)).orElseThrow();
	}

	private double objective(int index) {
		return result.settings().game().reward(area(index).scoreKept(), area(index).scoreRemoved());
	}

	Color color(int index) {
		return AreaColors.of(result.masks().stream().map(ExtremalMask::area).toList(), index);
	}

	/** The smallest sufficient score, τ·Φ(x) of eq. 3. */
	public double sufficientScore() {
		return result.settings().threshold() * result.scoreImage();
	}

	/** What was found, in one sentence. */
	public String headline() {
		String label = "“" + provenance.label() + "”: ";
		String whole = input.isCropped() ? "region" : "image";
		if (result.needsNoEvidence()) return label + "the decision needs no evidence, even the fully perturbed " + whole +
			" is enough for it";
		double threshold = result.settings().threshold();
		String purpose = threshold == 1 ? "for the decision" : "for " + Notation.percent(threshold) + " of the score";
		if (result.optimalArea().isPresent()) return label + Notation.percent(result.optimalArea().getAsDouble()) +
			" of the " + whole + " is enough " + purpose;
		double largest = result.masks().stream().mapToDouble(ExtremalMask::area).max().orElseThrow();
		return label + "no mask up to " + Notation.percent(largest) + " of the " + whole + " is enough " + purpose;
	}

	/** Name of a mask in channels and overlays, as in {@code mask a=0.05 score=12.3}. */
	public String maskName(int index) {
		return "mask a=" + areaText(index) + " score=" + Notation.score(shownScore(index));
	}

	/** The score that goes with a mask: that of the part it keeps, or in the deletion game of what is left without it. */
	public float shownScore(int index) {
		return result.settings().game() == Game.DELETION ? area(index).scoreRemoved() : area(index).scoreKept();
	}

	/** The area as it was asked for, without needless digits. */
	public String areaText(int index) {
		return BigDecimal.valueOf(area(index).area()).stripTrailingZeros().toPlainString();
	}

	/** The scores over the areas. */
	public ScoreSeries scores() {
		List<ScoreSeries.Point> points = result.masks().stream().sorted(Comparator.comparingDouble(ExtremalMask::area)).map(
			mask -> new ScoreSeries.Point(100 * mask.area(), mask.scoreKept(), mask.scoreRemoved())).toList();
		OptionalDouble optimal = result.needsNoEvidence() ? OptionalDouble.empty() : result.optimalArea();
		return new ScoreSeries(input.name() + " scores", "Area of the mask (% of the image)", 100, provenance.label(), points,
			result.scoreImage(), result.settings().threshold(), result.scorePerturbed(), "fully perturbed", optimal.isEmpty()
				? optimal : OptionalDouble.of(100 * optimal.getAsDouble()), optimal.isEmpty() ? "" : Notation.percent(optimal
					.getAsDouble()));
	}

	@Override
	public TableRows rows() {
		return ExtremalTable.rows(this);
	}

	@Override
	public BufferedImage figure() {
		return ExtremalFigure.of(this);
	}

	@Override
	public List<String> summary() {
		List<String> lines = new ArrayList<>();
		lines.add(String.format(Locale.ROOT, "%s, %s: class %d '%s', score %s, fully perturbed %s; %s, %s, %d passes on %s",
			input.image().getTitle(), provenance.model().getFileName(), result.target(), provenance.label(), Notation.score(
				result.scoreImage()), Notation.score(result.scorePerturbed()), Notation.word(result.settings().game()), Notation.word(
					result.settings().mode()), result.passes(), provenance.provider()));
		for (int a = 0; a < size(); a++)
			lines.add(summaryOfArea(a));
		if (!layer.isEmpty()) lines.add("  masks over the places of the layer " + layer);
		lines.add("  preprocessing: " + provenance.preprocessing());
		if (result.settings().refine() && size() == result.settings().areas().size()) lines.add(
			"  no further areas were tried for a*: " + whyNotRefined());
		lines.add("  " + headline());
		return lines;
	}

	private String summaryOfArea(int index) {
		ExtremalMask mask = area(index);
		return String.format(Locale.ROOT, "  area %s: reached %.4f, %.0f %% of the pixels 0 or 1, score kept %s, removed %s%s",
			areaText(index), mask.areaReached(), 100 * mask.properties().binariness(), Notation.score(mask.scoreKept()),
			Notation.score(mask.scoreRemoved()), isOptimal(index) ? " (a*)" : "");
	}

	private String whyNotRefined() {
		if (result.needsNoEvidence()) return "it means nothing where the fully perturbed image is enough";
		if (result.optimalArea().isEmpty()) return "none of them is sufficient";
		return "it is known within 10 % already";
	}
}
