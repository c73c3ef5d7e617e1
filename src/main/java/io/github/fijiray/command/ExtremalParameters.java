package io.github.fijiray.command;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.attribution.extremal.Mode;
import io.github.fijiray.imagej.MacroValues;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.PerturbationKind;

/** The parameters of an extremal perturbation as the user wrote them, under their names. */
record ExtremalParameters(String areas, String game, String perturbation, String reference, String mode, int passes,
	double threshold, double blurSigma, double smoothness, long seed, boolean refine)
{

	/** @throws IllegalArgumentException naming the parameter that is not legal, and what is */
	ExtremalSettings settings() {
		return ExtremalSettings.defaults().withAreas(MacroValues.numbers("areas", areas)).withGame(MacroValues.choice("game",
			game, Game.class)).withPerturbation(MacroValues.choice("perturbation", perturbation, PerturbationKind.class),
				MacroValues.choice("reference", reference, FadeReference.class)).withMode(MacroValues.choice("mode", mode,
					Mode.class), passes).withThreshold(threshold).withSmoothing(blurSigma, smoothness).withSeed(seed).withRefine(
						refine);
	}
}
