package io.github.fijiray.command;

import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.preprocessing.PreprocessingRequest;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.imagej.MacroValues;

import java.io.File;
import java.io.IOException;

/** The parameters that say how to open a classifier, as the user wrote them, under their names. */
record ClassifierParameters(String preprocessing, String mean, String std, String resize, String channels, String layout,
	String scores, File labels, String provider)
{

	/**
	 * @throws IOException if the file of class names does not exist
	 * @throws IllegalArgumentException naming the parameter that is not legal, and what is
	 */
	ClassifierOptions options() throws IOException {
		ClassifierOptions options = ClassifierOptions.defaults().withProvider(Provider.parse(MacroValues.text(provider)))
			.withPreprocessing(new PreprocessingRequest(MacroValues.text(preprocessing), MacroValues.text(mean), MacroValues
				.text(std), MacroValues.choiceOrAuto(resize), MacroValues.text(channels)));
		if (!MacroValues.choiceOrAuto(layout).isEmpty()) options = options.withLayout(Layout.parse(layout));
		if (!MacroValues.text(scores).isEmpty()) options = options.withScores(MacroValues.text(scores));
		return FileParameters.isGiven(labels) ? options.withLabels(FileParameters.existing("labels", labels).get()) : options;
	}
}
