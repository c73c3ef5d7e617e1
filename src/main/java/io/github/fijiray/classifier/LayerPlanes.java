package io.github.fijiray.classifier;

import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;

import java.nio.FloatBuffer;
import java.util.List;

/** A layer's tensor as an image of many channels. */
final class LayerPlanes {

	private LayerPlanes() {}

	/**
	 * @param tensor the layer, in the order of its tensor
	 * @param layer its channels and places
	 * @return the layer with 0 for black
	 */
	static PreparedImage of(FloatBuffer tensor, ModelInput layer) {
		float[] pixels = new float[layer.size()];
		Placement whole = new Placement(layer.width(), layer.height(), layer.width(), layer.height(), 0, 0, layer.width(),
			layer.height());
		PreparedImage planes = new PreparedImage(pixels, layer.channels(), new float[layer.channels()], whole, layer
			.height(), layer.width(), List.of());
		new ContentFrame(planes, layer.layout()).extract(tensor, pixels, 0);
		return planes;
	}
}
