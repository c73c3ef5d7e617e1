package io.github.fijiray.attribution.map;

import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.perturbation.GaussianBlur;

/**
 * How much each place of an image speaks for a class, in the units of the method and at its own resolution.
 *
 * @param values {@code float[height][width]} flattened
 * @param extent the part of the classifier's input that the map covers
 */
public record AttributionMap(float[] values, int height, int width, Extent extent) {

	/** What a map covers. */
	public enum Extent {

		/** The content, pixel by pixel. */
		CONTENT,

		/** The whole input of the classifier with its padding, at any resolution. */
		INPUT
	}

	/** @throws IllegalArgumentException if the number of values is not that of the places, or one is not finite */
	public AttributionMap {
		if (values.length != height * width) throw new IllegalArgumentException("A map of " + height + " × " + width +
			" places with " + values.length + " values.");
		for (float value : values)
			if (!Float.isFinite(value)) throw new IllegalArgumentException(
				"The map has values that are no finite numbers: the classifier's scores or gradients overflow for this image. " +
					"Check the preprocessing, or take another class or method.");
	}

	/** A map over the content of an image, pixel by pixel. */
	public static AttributionMap ofContent(float[] values, PreparedImage image) {
		return new AttributionMap(values, image.height(), image.width(), Extent.CONTENT);
	}

	/**
	 * A map over the places of a layer.
	 *
	 * @param values one number per position of the layer's activation
	 */
	public static AttributionMap ofLayer(float[] values, LayerMap places) {
		return new AttributionMap(places.places(values), places.height(), places.width(), Extent.INPUT);
	}

	/** What counts of the map. */
	public AttributionMap with(Sign sign) {
		return new AttributionMap(sign.of(values), height, width, extent);
	}

	/**
	 * The map at the resolution of the content, where the classifier's pixels are.
	 *
	 * @param image the image that is explained
	 * @return {@code float[image.height()][image.width()]} flattened
	 */
	public float[] toContent(PreparedImage image) {
		return extent == Extent.CONTENT ? values : image.toContent(values, height, width);
	}

	/**
	 * The map at the resolution of the source image, interpolated.
	 *
	 * @param image the image that is explained
	 * @return {@code float[sourceHeight][sourceWidth]} flattened; 0 where the classifier did not see the image
	 */
	public float[] toSource(PreparedImage image) {
		return image.placement().resampled(toContent(image));
	}

	/**
	 * The map over the content, smoothed.
	 *
	 * @param sigma σ of the Gaussian as a fraction of the content's shorter side; 0 for none
	 */
	public AttributionMap smoothed(double sigma, PreparedImage image) {
		if (sigma == 0) return this;
		return ofContent(new GaussianBlur(sigma * Math.min(image.height(), image.width())).blur(toContent(image), image
			.height(), image.width()), image);
	}
}
