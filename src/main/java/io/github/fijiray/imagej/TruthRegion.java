package io.github.fijiray.imagej;

import io.github.fijiray.attribution.metric.Localisation;

import ij.ImagePlus;
import ij.process.ImageProcessor;

import java.awt.Rectangle;
import java.io.IOException;

/**
 * Where an object is in the explained region, and how well maps agree with it.
 *
 * @param inside {@code boolean[height][width]} of the region, flattened
 * @param width of the region
 * @param tolerance of the pointing game in pixels of the image
 */
public record TruthRegion(boolean[] inside, int width, double tolerance) {

	/**
	 * Takes an image of the same size as the explained one, which is not 0 where the object is.
	 *
	 * @param titleOrPath of the image
	 * @throws IOException if there is no such image
	 * @throws IllegalArgumentException if it has another size, or is 0 everywhere in the explained region
	 */
	public static TruthRegion of(String titleOrPath, ImageInput input, double tolerance) throws IOException {
		if (!(tolerance >= 0)) throw new IllegalArgumentException("The value '" + tolerance +
			"' of 'tolerance' is not legal; expected pixels, 0 or more.");
		ImagePlus image = ImageInput.find(titleOrPath.strip());
		ImagePlus explained = input.image();
		if (image.getWidth() != explained.getWidth() || image.getHeight() != explained.getHeight())
			throw new IllegalArgumentException("The parameter 'truth' names " + titleOrPath + " with " + image.getWidth() +
				" × " + image.getHeight() + " pixels; expected the size of the image, " + explained.getWidth() + " × " + explained
					.getHeight() + ".");
		ImageProcessor pixels = image.getProcessor();
		Rectangle region = input.region();
		boolean[] inside = new boolean[region.width * region.height];
		boolean any = false;
		for (int i = 0; i < inside.length; i++)
			any |= inside[i] = pixels.getf(region.x + i % region.width, region.y + i / region.width) != 0;
		if (!any) throw new IllegalArgumentException("The parameter 'truth' names " + titleOrPath +
			", which is 0 everywhere; expected an image that is not 0 where the object is.");
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
