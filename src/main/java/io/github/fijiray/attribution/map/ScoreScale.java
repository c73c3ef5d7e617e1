package io.github.fijiray.attribution.map;

import io.github.fijiray.classifier.Classifier;

/** The scale on which a class counts where its score is weighed against others. */
public enum ScoreScale {

	/** Φ, the score before the softmax. */
	SCORE,

	/** The softmax of the scores; where classes do not exclude each other, the logistic function of the score. */
	PROBABILITY,

	/** log(p / (1-p)) of that probability: it never saturates. */
	LOG_ODDS;

	/**
	 * Puts a class of several images on this scale.
	 *
	 * @param scores {@code float[count][classes]} flattened
	 * @return one number per image
	 */
	public double[] of(float[] scores, Classifier classifier, int target) {
		return of(scores, classifier.labels().size(), target, classifier.multiLabel());
	}

	/** @param multiLabel whether classes do not exclude each other */
	double[] of(float[] scores, int classes, int target, boolean multiLabel) {
		double[] values = new double[scores.length / classes];
		for (int n = 0; n < values.length; n++) {
			double score = scores[n * classes + target];
			double odds = multiLabel ? score : score - logSumOfOthers(scores, n * classes, classes, target);
			values[n] = switch (this) {
				case SCORE -> score;
				case PROBABILITY -> 1 / (1 + Math.exp(-odds));
				case LOG_ODDS -> odds;
			};
		}
		return values;
	}

	private static double logSumOfOthers(float[] scores, int first, int classes, int target) {
		double largest = Double.NEGATIVE_INFINITY;
		for (int k = 0; k < classes; k++)
			if (k != target) largest = Math.max(largest, scores[first + k]);
		double sum = 0;
		for (int k = 0; k < classes; k++)
			if (k != target) sum += Math.exp(scores[first + k] - largest);
		return largest + Math.log(sum);
	}
}
