package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.mask.Lattice;
import io.github.fijiray.mask.MaskProperties;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.GaussianBlur;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.Perturbation;
import io.github.fijiray.perturbation.PerturbationFactory;
import io.github.fijiray.perturbation.PerturbationKind;

import java.util.Locale;

/**
 * What the study measures on one mask. Scores are shares: 0 is that of the fully perturbed image, 1 that of the image.
 *
 * @param mass share of the mask inside the region and ½ σ around it, of what a mask of this area could have there
 * @param score of the part that the mask keeps
 * @param shifted score when the mask is moved by ¼ σ: mean over four directions
 * @param blurred score when the mask is blurred by ½ σ
 * @param binary score of the mask cut at ½
 * @param faded score when what is not kept fades to the mean instead of being blurred
 * @param steepest largest difference between neighbouring pixels, times σ
 * @param slope mean slope on the contour, times σ
 * @param binariness share of the pixels that are nearly 0 or 1
 */
record StudyMeasures(double mass, double score, double shifted, double blurred, double binary, double faded,
	double steepest, double slope, double binariness)
{

	private static final int SHIFTS = 4;

	static StudyMeasures of(StudyCase study, float[] mask) {
		final int height = study.image().height(), width = study.image().width();
		final double sigma = Lattice.defaultSigma(height, width);
		final int shift = (int) Math.max(1, Math.round(sigma / 4));
		final float[] cut = new float[mask.length];
		for (int i = 0; i < cut.length; i++)
			cut[i] = mask[i] >= 0.5f ? 1 : 0;
		final float[][] variants = { mask, new float[mask.length], moved(mask, width, shift, 0), moved(mask, width, -shift, 0),
			moved(mask, width, 0, shift), moved(mask, width, 0, -shift), new GaussianBlur(sigma / 2).blur(mask, height, width),
			cut };
		final float whole = study.scorer().scores(study.image().pixels(), 1)[study.target()];
		final double[] shares = shares(study, PerturbationKind.BLUR, variants, whole);
		final MaskProperties properties = MaskProperties.of(mask, height, width);
		return new StudyMeasures(mass(study, mask, sigma), shares[0], (shares[2] + shares[3] + shares[4] + shares[5]) / SHIFTS,
			shares[6], shares[7], shares(study, PerturbationKind.FADE, new float[][] { mask, variants[1] }, whole)[0],
			steepest(mask, height, width) * sigma, properties.contourSlope() * sigma, properties.binariness());
	}

	/** Scores between that of the second mask, which keeps nothing, and that of the image. */
	private static double[] shares(StudyCase study, PerturbationKind kind, float[][] masks, float whole) {
		final float[] scores = objective(study, kind).ofPixels().scores(masks, Part.KEPT);
		final double[] shares = new double[scores.length];
		for (int i = 0; i < shares.length; i++)
			shares[i] = (scores[i] - scores[1]) / (whole - scores[1]);
		return shares;
	}

	static ExtremalObjective objective(StudyCase study, PerturbationKind kind) {
		final Perturbation perturbation = new PerturbationFactory(kind, FadeReference.MEAN, 0, study.image().black()).perturb(
			study.image().pixels(), study.image().height(), study.image().width());
		return ExtremalObjective.inJava(new MaskObjective(study.scorer(), perturbation, study.target(), Game.PRESERVATION));
	}

	private static float[] moved(float[] mask, int width, int right, int down) {
		final int height = mask.length / width;
		final float[] moved = new float[mask.length];
		for (int y = Math.max(0, down); y < Math.min(height, height + down); y++)
			for (int x = Math.max(0, right); x < Math.min(width, width + right); x++)
				moved[y * width + x] = mask[(y - down) * width + x - right];
		return moved;
	}

	private static double steepest(float[] mask, int height, int width) {
		double steepest = 0;
		for (int y = 0; y + 1 < height; y++)
			for (int x = 0; x + 1 < width; x++)
				steepest = Math.max(steepest, Math.hypot(mask[y * width + x + 1] - mask[y * width + x], mask[(y + 1) * width +
					x] - mask[y * width + x]));
		return steepest;
	}

	private static double mass(StudyCase study, float[] mask, double sigma) {
		final float[] source = study.image().placement().toSource(mask);
		final int width = study.image().placement().sourceWidth();
		final double scale = (double) width / study.image().placement().scaledWidth();
		final boolean[] near = grown(study.region(), width, sigma * scale / 2);
		double inside = 0, all = 0, size = 0;
		for (int i = 0; i < source.length; i++) {
			all += source[i];
			inside += near[i] ? source[i] : 0;
			size += near[i] ? 1 : 0;
		}
		return inside / Math.min(all, size);
	}

	/** The region and all within a radius of it. */
	static boolean[] grown(boolean[] region, int width, double radius) {
		final int height = region.length / width, reach = (int) radius;
		final boolean[] grown = new boolean[region.length];
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				if (!region[y * width + x]) continue;
				for (int v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++)
					for (int u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++)
						if (Math.hypot(u - x, v - y) <= radius) grown[v * width + u] = true;
			}
		return grown;
	}

	/**
	 * Whether the maximum of a saliency map lies on the region or within 15 pixels (at 224) of it: the sum of the masks,
	 * smoothed with a Gaussian of 9 % of the shorter side (§4).
	 */
	static boolean hits(StudyCase study, float[][] masks) {
		final int height = study.image().height(), width = study.image().width(), shorter = Math.min(height, width);
		float[] sum = new float[height * width];
		for (float[] mask : masks)
			for (int i = 0; i < sum.length; i++)
				sum[i] += mask[i];
		sum = new GaussianBlur(0.09 * shorter).blur(sum, height, width);
		int maximum = 0;
		for (int i = 0; i < sum.length; i++)
			if (sum[i] > sum[maximum]) maximum = i;
		final float[] point = new float[sum.length];
		point[maximum] = 1;
		final float[] source = study.image().placement().toSource(point);
		final int sourceWidth = study.image().placement().sourceWidth();
		final double scale = (double) sourceWidth / study.image().placement().scaledWidth();
		final boolean[] near = grown(study.region(), sourceWidth, 15.0 / 224 * shorter * scale);
		int peak = 0;
		for (int i = 0; i < source.length; i++)
			if (source[i] > source[peak]) peak = i;
		return near[peak];
	}

	String row() {
		return String.format(Locale.ROOT, "%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f", mass, score, shifted, blurred,
			binary, faded, steepest, slope, binariness);
	}
}
