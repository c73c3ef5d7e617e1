package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.classifier.Backpropagation;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.ModelException;

/** What is brought back to the image itself, one number per pixel: that of the channel where it is strongest. */
final class ImageGradient {

	private ImageGradient() {}

	/** Brings the target's score back to the image. */
	static AttributionMap of(AttributionContext context, Backpropagation kind) throws ModelException {
		PreparedImage image = context.image();
		float[] gradient = new float[image.pixels().length];
		context.classifier().scorer(image, kind).gradient(image.pixels(), 1, context.oneHot(1), gradient);
		context.passed(1, 1);
		return strongest(gradient, image);
	}

	/** The value of largest magnitude among the channels, with its sign. */
	static AttributionMap strongest(float[] gradient, PreparedImage image) {
		int pixels = image.height() * image.width();
		float[] strongest = new float[pixels];
		for (int i = 0; i < gradient.length; i++)
			if (Math.abs(gradient[i]) > Math.abs(strongest[i % pixels])) strongest[i % pixels] = gradient[i];
		return AttributionMap.ofContent(strongest, image);
	}
}
