package io.github.fijiray.imagej.map;

import io.github.fijiray.attribution.metric.Localisation;
import io.github.fijiray.imagej.ImageInput;

import java.awt.Rectangle;

/**
 * Where an object is in the explained region, and how well maps agree with it.
 *
 * @param inside {@code boolean[height][width]} of the region, flattened
 * @param width of the region
 * @param tolerance of the pointing game in pixels of the image
 */
public record TruthRegion(boolean[] inside, int width, double tolerance) {

	/**
	 * @param mask where the object is in the whole image, {@code boolean[height][width]} flattened
	 * @throws IllegalArgumentException if the tolerance is negative, or no object is in the explained region
	 */
	public static TruthRegion of(boolean[] mask, ImageInput input, double tolerance) {
		if (!(tolerance >= 0)) throw new IllegalArgumentException("The value '" + tolerance +
			"' of 'tolerance' is not legal; expected pixels, 0 or more.");
		Rectangle region = input.region();
		boolean[] inside = new boolean[region.width * region.height];
		boolean any = false;
		for (int i = 0; i < inside.length; i++)
			any |= inside[i] = mask[(region.y + i / region.width) * input.image().getWidth() + region.x + i % region.width];
		if (!any) throw new IllegalArgumentException("The file of the parameter 'truth' has no object in the explained " +
			"region of " + input.image().getTitle() + ".");
		return new TruthRegion(inside, region.width, tolerance);
	}

	/** Share of the region that the object covers. */
	double area() {
		int pixels = 0;
		for (boolean pixel : inside)
			if (pixel) pixels++;
		return (double) pixels / inside.length;
	}

	double mass(float[] map) {
		return Localisation.relevanceMass(map, inside);
	}

	double rank(float[] map) {
		return Localisation.relevanceRank(map, inside);
	}

	double hit(float[] map) {
		return Localisation.pointingHit(map, inside, width, tolerance);
	}
}
