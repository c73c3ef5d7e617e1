package io.github.fijiray.classifier;

import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.layer.Layer;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where the places of a layer lie in an image. The tokens of a transformer lie on a grid of the image's proportions, from
 * left to right and from top to bottom, behind at most a few tokens that stand for no place.
 */
public final class LayerMap {

	private static final int MOST_EXTRA_TOKENS = 4;

	private final PreparedImage image;
	private final int first;
	private final int height;
	private final int width;

	private LayerMap(PreparedImage image, int first, int height, int width) {
		this.image = image;
		this.first = first;
		this.height = height;
		this.width = width;
	}

	/**
	 * @param activation the layer's activation
	 * @param image the image that it was computed from
	 * @return empty if the layer has no places in the image
	 */
	public static Optional<LayerMap> of(Layer layer, PreparedImage activation, PreparedImage image) {
		if (layer.spatial()) return Optional.of(new LayerMap(image, 0, activation.height(), activation.width()));
		int tokens = activation.height() * activation.width();
		double aspect = (double) image.inputWidth() / image.inputHeight();
		for (int extra = 0; extra <= MOST_EXTRA_TOKENS && tokens - extra > 1; extra++) {
			int width = (int) Math.round(Math.sqrt((tokens - extra) * aspect));
			int height = Math.max(1, (int) Math.round(width / aspect));
			if (width * height == tokens - extra) return Optional.of(new LayerMap(image, extra, height, width));
		}
		return Optional.empty();
	}

	/** Rows of places. */
	public int height() {
		return height;
	}

	/** Columns of places. */
	public int width() {
		return width;
	}

	/**
	 * @param values one number per position of the activation
	 * @return one per place, {@code float[height][width]} flattened
	 */
	public float[] places(float[] values) {
		return Arrays.copyOfRange(values, first, first + height * width);
	}

	/**
	 * Brings numbers of the layer to the source image, interpolated.
	 *
	 * @param values one number per position of the activation
	 * @return {@code float[sourceHeight][sourceWidth]} flattened; 0 where the classifier did not see the image
	 */
	public float[] toSource(float[] values) {
		return image.toSource(places(values), height, width);
	}
}
