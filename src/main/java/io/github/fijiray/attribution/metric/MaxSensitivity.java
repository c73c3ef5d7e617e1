package io.github.fijiray.attribution.metric;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.IntensityRange;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.ModelException;

import java.util.Random;

/**
 * How far a map can be moved by noise that is too weak to be seen: the largest of ‖Φ(x+δ) - Φ(x)‖ / ‖Φ(x)‖ over random δ
 * (Yeh et al., NeurIPS 2019, definition 3.1, relative to the map).
 */
public final class MaxSensitivity {

	/** Number of noisy copies if nothing else is asked for. */
	public static final int DEFAULT_SAMPLES = 5;

	/** The largest noise, as a share of the range of each channel. */
	public static final double DEFAULT_RADIUS = 0.02;

	private MaxSensitivity() {}

	/**
	 * @param map what the method gives for the context
	 * @param radius of the noise, which is uniform, as a share of the range of each channel, see {@link IntensityRange}
	 * @throws ModelException if the classifier does not suit the method
	 */
	public static double of(AttributionContext context, AttributionMethod method, AttributionMap map, int samples,
		double radius) throws ModelException
	{
		Random random = new Random(context.seed());
		float[] pixels = context.image().pixels();
		double[] ranges = IntensityRange.of(context.image());
		int plane = pixels.length / ranges.length;
		double worst = 0;
		for (int n = 0; n < samples; n++) {
			float[] noisy = pixels.clone();
			for (int i = 0; i < noisy.length; i++)
				noisy[i] += (float) (radius * ranges[i / plane] * (2 * random.nextDouble() - 1));
			Monitor parent = context.monitor();
			int sample = n;
			AttributionMap moved = method.explain(context.with(with(context.image(), noisy)).with((pass, passes,
				masks) -> parent.passed(sample * passes + pass, samples * passes, masks)));
			worst = Math.max(worst, distance(moved.values(), map.values()));
		}
		return worst;
	}

	private static PreparedImage with(PreparedImage image, float[] pixels) {
		return new PreparedImage(pixels, image.channels(), image.black(), image.placement(), image.inputHeight(), image
			.inputWidth(), image.notes());
	}

	private static double distance(float[] moved, float[] map) {
		double squares = 0, size = 0;
		for (int i = 0; i < map.length; i++) {
			squares += (double) (moved[i] - map[i]) * (moved[i] - map[i]);
			size += (double) map[i] * map[i];
		}
		return Math.sqrt(squares / size);
	}
}
