package io.github.fijiray.imagej.sanity;

import io.github.fijiray.attribution.map.AttributionMethods;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.attribution.metric.SanityCheck;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.Report;
import io.github.fijiray.imagej.TableRows;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The sanity checks of one or several methods on one image, ready to be shown.
 *
 * @param input what was explained
 * @param prepared the image as the classifier saw it
 * @param target index of the class
 * @param seed of the random weights
 * @param provenance where it comes from
 */
public record SanityReport(ImageInput input, PreparedImage prepared, int target, long seed, List<MethodCheck> checks,
	Provenance provenance) implements Report
{

	/**
	 * The check of one method.
	 *
	 * @param parameters the method's own ones, in words
	 * @param sign what of the maps counts
	 */
	public record MethodCheck(AttributionMethods.Installed method, String parameters, Sign sign,
		List<SanityCheck.Stage> stages)
	{}

	/** A stage's map in the pixels of the input's region. */
	float[] source(SanityCheck.Stage stage) {
		return stage.map().toSource(prepared);
	}

	static String name(SanityCheck.Stage stage) {
		return stage.randomLayers() == 0 ? "trained" : "random from " + stage.layer();
	}

	@Override
	public TableRows rows() {
		return SanityTable.rows(this);
	}

	@Override
	public BufferedImage figure() {
		return SanityFigure.of(this);
	}

	@Override
	public List<String> summary() {
		List<String> lines = new ArrayList<>();
		lines.add(String.format(Locale.ROOT, "%s, %s: sanity check for class %d '%s', on %s", input.image().getTitle(),
			provenance.model().getFileName(), target, provenance.label(), provenance.provider()));
		for (MethodCheck check : checks)
			for (SanityCheck.Stage stage : check.stages())
				lines.add(String.format(Locale.ROOT, "  %s, %s: rank correlation %.2f, SSIM %.2f", check.method().name(), name(
					stage), stage.rankCorrelation(), stage.structure()));
		return lines;
	}
}
