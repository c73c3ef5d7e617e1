package io.github.fijiray.monotonicity;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.classifier.ClassifierOptions;

import java.nio.file.Path;

/**
 * What a study of monotonicity depends on besides its images.
 *
 * @param model the classifier's file
 * @param options how to open it
 * @param target class to explain, see {@link io.github.fijiray.classifier.description.ClassLabels#resolve}
 * @param explanation the settings of the extremal perturbation
 */
public record MonotonicitySettings(Path model, ClassifierOptions options, String target, ExtremalSettings explanation) {

	/** @throws IllegalArgumentException if there is nothing to compare, or eq. 8 is not about such masks */
	public MonotonicitySettings {
		if (explanation.areas().size() < 2) throw new IllegalArgumentException("The parameter 'areas' is " + explanation
			.areas() + "; expected two areas or more, to compare them.");
		if (explanation.game() != Game.PRESERVATION) throw new IllegalArgumentException("The parameter 'game' is " +
			explanation.game() + "; monotonicity is about preservation.");
	}
}
