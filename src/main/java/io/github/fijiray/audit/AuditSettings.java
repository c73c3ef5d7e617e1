package io.github.fijiray.audit;

import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.classifier.ClassifierOptions;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What an audit does with each image.
 *
 * @param model the classifier's file
 * @param options how to open it
 * @param target class to explain, see {@link io.github.fijiray.classifier.description.ClassLabels#resolve};
 *          {@code top} for the one that the classifier says
 * @param explanation the settings of the extremal perturbation
 * @param unit what is classified on its own
 * @param tile side of the tiles in pixels
 * @param margin pixels around an object's bounding box that belong to its item
 * @param warm whether the masks of a plane start from those of the plane before
 */
public record AuditSettings(Path model, ClassifierOptions options, String target, ExtremalSettings explanation,
	AuditUnit unit, int tile, int margin, boolean warm)
{

	/** @throws IllegalArgumentException naming the parameter that is out of range */
	public AuditSettings {
		if (tile < 1) throw new IllegalArgumentException("The parameter 'tile' is " + tile + "; expected pixels, 1 or more.");
		if (margin < 0) throw new IllegalArgumentException("The parameter 'margin' is " + margin +
			"; expected pixels, 0 or more.");
		if (warm && unit != AuditUnit.PLANE) throw new IllegalArgumentException(
			"The parameter 'warm' is true, and 'unit' is " + unit.name().toLowerCase(Locale.ROOT) +
				"; expected 'plane', since only planes are much like the ones before.");
	}

	/** Whole images, and the class that the classifier says. */
	public static AuditSettings of(Path model, ClassifierOptions options, ExtremalSettings explanation) {
		return new AuditSettings(model, options, "top", explanation, AuditUnit.IMAGE, 512, 0, false);
	}

	public AuditSettings withTarget(String newTarget) {
		return new AuditSettings(model, options, newTarget, explanation, unit, tile, margin, warm);
	}

	public AuditSettings withUnit(AuditUnit newUnit, int newTile, int newMargin) {
		return new AuditSettings(model, options, target, explanation, newUnit, newTile, newMargin, warm);
	}

	public AuditSettings withWarm(boolean newWarm) {
		return new AuditSettings(model, options, target, explanation, unit, tile, margin, newWarm);
	}
}
