package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.IntensityRange;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.ModelException;

import java.util.Random;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * SmoothGrad: the mean gradient of copies of the image with Gaussian noise, of the channel where it is strongest (Smilkov
 * et al., 2017). The published noise is a share of the range from the darkest to the brightest value. In photographs this is
 * nearly that of {@link IntensityRange}; in a micrograph one bright speck can stretch it until everything drowns.
 */
@Plugin(type = AttributionMethod.class, name = "smoothgrad", label = "SmoothGrad", priority = 20,
	description = "The mean gradient of noisy copies of the image.", attrs = @Attr(name = "reference",
		value = "Smilkov et al., arXiv 1706.03825, 2017."))
public final class SmoothGrad implements AttributionMethod {

	/** Number of copies. */
	@Parameter
	private int samples = 25;

	/** Standard deviation of the noise, as a share of the range of each channel, see {@link IntensityRange}. */
	@Parameter
	private double noise = 0.15;

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		Require.legal(samples > 0, "smoothgrad.samples", samples, "a number above 0");
		Require.legal(noise >= 0 && Double.isFinite(noise), "smoothgrad.noise", noise, "a share of 0 or more");
		PreparedImage image = context.image();
		int size = image.pixels().length, pixels = image.height() * image.width();
		double[] ranges = IntensityRange.of(image);
		Random random = new Random(context.seed());
		double[] sum = new double[size];
		Scorer scorer = context.gradientScorer();
		for (int first = 0; first < samples; first += context.batch()) {
			int number = Math.min(context.batch(), samples - first);
			float[] images = new float[number * size];
			for (int i = 0; i < images.length; i++)
				images[i] = (float) (image.pixels()[i % size] + noise * ranges[i % size / pixels] * random.nextGaussian());
			float[] gradients = new float[images.length];
			scorer.gradient(images, number, context.oneHot(number), gradients);
			for (int i = 0; i < gradients.length; i++)
				sum[i % size] += gradients[i];
			context.passed(first + number, samples);
		}
		float[] mean = new float[size];
		for (int i = 0; i < size; i++)
			mean[i] = (float) (sum[i] / samples);
		return ImageGradient.strongest(mean, image);
	}

	@Override
	public Sign sign() {
		return Sign.ABSOLUTE;
	}

	@Override
	public double pointingSmoothness() {
		return 0.02;
	}
}
