package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.ScoreScale;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.mask.Adam;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.Perturbation;
import io.github.fijiray.perturbation.PerturbationFactory;
import io.github.fijiray.perturbation.PerturbationKind;

import java.util.Arrays;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Meaningful perturbation: maximises p(m⊗x) - λ‖m‖₁ - β·S(m), p the probability of the class, S(m) = Σ|∇m|³ the total
 * variation, over masks m that are interpolated from a coarse grid (Fong and Vedaldi, ICCV 2017, eq. 1). The area is what
 * λ and β leave of it. The published jitter of the image is left out.
 */
@Plugin(type = AttributionMethod.class, name = "meaningful", label = "Meaningful perturbation", priority = 40,
	description = "A smooth mask that trades the probability of the class against its own size.", attrs = @Attr(
		name = "reference", value = "Fong, Vedaldi, ICCV 2017."))
public final class MeaningfulPerturbation implements AttributionMethod {

	private static final float RATE = 0.1f;
	private static final int PUBLISHED_NODES = 28 * 28;

	/** Nodes of the grid along each side. */
	@Parameter
	private int nodes = 28;

	/** λ per node of a grid of 28 × 28. */
	@Parameter
	private double lambda = 1e-4;

	/** β. */
	@Parameter
	private double beta = 1e-2;

	/** Forward and backward passes. */
	@Parameter
	private int passes = 300;

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		Require.legal(nodes > 1, "meaningful.nodes", nodes, "a number above 1");
		Require.legal(lambda >= 0 && Double.isFinite(lambda), "meaningful.lambda", lambda, "a number from 0");
		Require.legal(beta >= 0 && Double.isFinite(beta), "meaningful.beta", beta, "a number from 0");
		Require.legal(passes > 0, "meaningful.passes", passes, "a number above 0");
		PreparedImage image = context.image();
		CoarseMask grid = new CoarseMask(nodes, image.height(), image.width());
		Scorer scorer = context.gradientScorer();
		Perturbation perturbation = new PerturbationFactory(PerturbationKind.BLUR, FadeReference.BLACK, 0, image.black())
			.perturb(image.pixels(), image.height(), image.width());
		float[] lattice = new float[nodes * nodes];
		Arrays.fill(lattice, 1);
		Adam adam = new Adam(lattice.length);
		for (int pass = 1; pass <= passes; pass++) {
			float[] ascent = grid.backward(likelier(context, scorer, perturbation, grid.mask(lattice)));
			grid.addVariation(lattice, -beta, ascent);
			for (int i = 0; i < ascent.length; i++)
				ascent[i] -= (float) (lambda * PUBLISHED_NODES / lattice.length);
			normalise(ascent);
			adam.ascend(lattice, ascent, RATE);
			for (int i = 0; i < lattice.length; i++)
				lattice[i] = Math.max(0, Math.min(1, lattice[i]));
			context.passed(pass, passes);
		}
		return AttributionMap.ofContent(grid.mask(lattice), image);
	}

	/** ∂p/∂m. */
	private static float[] likelier(AttributionContext context, Scorer scorer, Perturbation perturbation, float[] mask) {
		float[] image = new float[context.image().pixels().length];
		perturbation.apply(mask, Part.KEPT, false, image, 0);
		float[] weights = probabilityWeights(scorer.scores(image, 1), context);
		float[] gradient = new float[image.length];
		scorer.gradient(image, 1, weights, gradient);
		float[] toMask = new float[mask.length];
		perturbation.backward(mask, Part.KEPT, false, gradient, 0, toMask);
		return toMask;
	}

	/** ∂p/∂Φ for every class. */
	private static float[] probabilityWeights(float[] scores, AttributionContext context) {
		double p = ScoreScale.PROBABILITY.of(scores, context.classifier(), context.target())[0];
		float[] weights = new float[scores.length];
		for (int k = 0; k < weights.length; k++) {
			if (k == context.target()) weights[k] = (float) (p * (1 - p));
			else if (!context.classifier().multiLabel()) weights[k] = (float) (-p * ScoreScale.PROBABILITY.of(scores, context
				.classifier(), k)[0]);
		}
		return weights;
	}

	/** Brings the steepness to a root mean square of 1, which the steps suppose. */
	private static void normalise(float[] gradient) {
		double squares = 0;
		for (float g : gradient)
			squares += (double) g * g;
		double size = Math.sqrt(squares / gradient.length);
		for (int i = 0; size > 0 && i < gradient.length; i++)
			gradient[i] /= (float) size;
	}
}
