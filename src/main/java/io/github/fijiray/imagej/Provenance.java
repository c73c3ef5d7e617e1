package io.github.fijiray.imagej;

import io.github.fijiray.attribution.extremal.MaskArithmetic;
import io.github.fijiray.classifier.Classifier;

import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.scijava.util.VersionUtils;

/**
 * Where a result comes from, besides its image and settings.
 *
 * @param model the model's file
 * @param modelSha256 the file's SHA-256 in hexadecimal digits
 * @param label name of the explained class
 * @param preprocessing what the model was given, in words
 * @param provider the execution provider and device that were really used
 * @param version the version of FijiRay
 */
public record Provenance(Path model, String modelSha256, String label, String preprocessing, String provider,
	String version)
{

	/**
	 * The provenance of a classifier's result.
	 *
	 * @param file the model's file
	 * @param label name of the explained class
	 */
	public static Provenance of(Path file, Classifier classifier, String label) {
		// A build between releases has the first digits of its commit.
		String version = VersionUtils.getVersion(Provenance.class).replaceFirst("(-[0-9a-f]{7})[0-9a-f]{33}$", "$1");
		return new Provenance(file, classifier.sha256(), label, classifier.preprocessing().toString(), classifier.provider()
			.toString(), version);
	}

	/** The provenance of masks, which says so where they were computed in one graph with the model. */
	public Provenance with(MaskArithmetic arithmetic) {
		if (arithmetic != MaskArithmetic.GRAPH) return this;
		return new Provenance(model, modelSha256, label, preprocessing, provider + ", masks in one graph", version);
	}

	/** What a figure says of it: class, model, preprocessing, region if only a part was explained, and what ran it. */
	public List<String[]> facts(ImageInput input, int target) {
		List<String[]> facts = new ArrayList<>();
		facts.add(new String[] { "class", label + " (" + target + ")" });
		facts.add(new String[] { "model", model.getFileName() + "  sha256 " + modelSha256.substring(0, Math.min(12,
			modelSha256.length())) });
		facts.add(new String[] { "preprocessing", preprocessing });
		Rectangle region = input.region();
		if (input.isCropped()) facts.add(new String[] { "region", region.width + " × " + region.height + " pixels at " +
			region.x + ", " + region.y });
		facts.add(new String[] { "run by", "FijiRay " + version + ", " + provider });
		return facts;
	}
}
