package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.PerturbationFactory;
import io.github.fijiray.perturbation.PerturbationKind;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Integrated gradients: (x - x') times the mean gradient on the straight way from a baseline x' to x, summed over the
 * channels (Sundararajan, Taly, Yan, ICML 2017, eq. 1). The sum of the map is Φ(x) - Φ(x'), but for the error of the
 * midpoint rule.
 */
@Plugin(type = AttributionMethod.class, name = "integrated-gradients", label = "Integrated gradients", priority = 25,
	description = "The gradient on the way from a baseline to the image; the map sums up to the difference of the scores.",
	attrs = @Attr(name = "reference", value = "Sundararajan, Taly, Yan, ICML 2017."))
public final class IntegratedGradients implements AttributionMethod {

	/** Points on the way. */
	@Parameter
	private int steps = 64;

	/** Where the way begins. */
	@Parameter
	private FadeReference baseline = FadeReference.BLACK;

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		Require.legal(steps > 0, "integrated-gradients.steps", steps, "a number above 0");
		PreparedImage image = context.image();
		float[] start = start(image);
		int size = start.length;
		double[] sum = new double[size];
		Scorer scorer = context.gradientScorer();
		for (int first = 0; first < steps; first += context.batch()) {
			int number = Math.min(context.batch(), steps - first);
			float[] images = new float[number * size];
			for (int n = 0; n < number; n++) {
				float share = (first + n + 0.5f) / steps;
				for (int i = 0; i < size; i++)
					images[n * size + i] = start[i] + share * (image.pixels()[i] - start[i]);
			}
			float[] gradients = new float[images.length];
			scorer.gradient(images, number, context.oneHot(number), gradients);
			for (int i = 0; i < gradients.length; i++)
				sum[i % size] += gradients[i];
			context.passed(first + number, steps);
		}
		float[] values = new float[image.height() * image.width()];
		for (int i = 0; i < size; i++)
			values[i % values.length] += (float) (sum[i] / steps * (image.pixels()[i] - start[i]));
		return AttributionMap.ofContent(values, image);
	}

	private float[] start(PreparedImage image) {
		float[] start = new float[image.pixels().length];
		new PerturbationFactory(PerturbationKind.FADE, baseline, 0, image.black()).perturb(image.pixels(), image.height(),
			image.width()).apply(new float[image.height() * image.width()], Part.KEPT, false, start, 0);
		return start;
	}
}
