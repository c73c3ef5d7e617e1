package io.github.fijiray.audit;

import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.extremal.ExtremalReport;

import java.nio.file.Path;

/**
 * What the classifier says about an item, and why.
 *
 * @param scores of all classes
 */
record ItemExplanation(ImageInput input, Classifier classifier, PreparedImage prepared, float[] scores,
	ExtremalResult result)
{

	ExtremalReport report(Path model) {
		return ExtremalReport.of(input, result, prepared.placement(), Provenance.of(model, classifier, classifier.labels()
			.name(result.target())));
	}
}
