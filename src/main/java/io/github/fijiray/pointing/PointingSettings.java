package io.github.fijiray.pointing;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.classifier.ClassifierOptions;

import java.nio.file.Path;
import java.util.List;

/**
 * What a pointing game depends on besides its data. Immutable; start with {@link #of} and change what differs.
 *
 * @param model the classifier's file
 * @param options how to open it
 * @param methods the methods, made for this run
 * @param tolerance how far from the object the largest value may lie, in pixels of the image
 * @param layer name of the layer for methods that explain one; blank for each method's own
 * @param seed of all random numbers
 * @param batch images that are computed at once, at most
 */
public record PointingSettings(Path model, ClassifierOptions options, List<PointingMethod> methods, double tolerance,
	String layer, long seed, int batch)
{

	/** The paper's tolerance (Zhang et al., ECCV 2016, §4.2). */
	public static final double DEFAULT_TOLERANCE = 15;

	/** @throws IllegalArgumentException if the tolerance is no length */
	public PointingSettings {
		methods = List.copyOf(methods);
		if (!(tolerance >= 0 && tolerance <= 1e6)) throw new IllegalArgumentException("The parameter 'tolerance' is " +
			tolerance + "; expected a number of pixels from 0.");
	}

	/** The published settings. */
	public static PointingSettings of(Path model, ClassifierOptions options, List<PointingMethod> methods) {
		return new PointingSettings(model, options, methods, DEFAULT_TOLERANCE, "", 0, AttributionContext.DEFAULT_BATCH);
	}

	public PointingSettings withTolerance(double newTolerance) {
		return new PointingSettings(model, options, methods, newTolerance, layer, seed, batch);
	}

	public PointingSettings withLayer(String newLayer) {
		return new PointingSettings(model, options, methods, tolerance, newLayer, seed, batch);
	}

	public PointingSettings withSeed(long newSeed, int newBatch) {
		return new PointingSettings(model, options, methods, tolerance, layer, newSeed, newBatch);
	}
}
