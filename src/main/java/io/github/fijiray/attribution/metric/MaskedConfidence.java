package io.github.fijiray.attribution.metric;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.MaskedScores;
import io.github.fijiray.attribution.map.ScoreScale;
import io.github.fijiray.perturbation.FadeReference;

import java.util.Arrays;

/**
 * How sure the classifier is of a class when it sees the image dimmed where a map is low (Chattopadhay et al., WACV 2018,
 * §4.1). Over many images the mean of {@link #drop()} is the average drop, and the share of those that are
 * {@link #increased()} the increase in confidence.
 *
 * @param whole probability of the class for the whole image
 * @param explained that for the image times the map, which is scaled to 0 … 1
 */
public record MaskedConfidence(double whole, double explained) {

	/** @param map {@code float[height][width]} of the context's image, flattened */
	public static MaskedConfidence of(AttributionContext context, float[] map) {
		MaskedScores scores = MaskedScores.fading(context, FadeReference.BLACK, ScoreScale.PROBABILITY);
		float[] whole = new float[map.length];
		Arrays.fill(whole, 1);
		return new MaskedConfidence(scores.of(whole), scores.of(ValueRange.scaled(map)));
	}

	/** The share of the confidence that is lost, from 0 to 1. */
	public double drop() {
		return whole == 0 ? 0 : Math.max(0, whole - explained) / whole;
	}

	/** Whether the map's part of the image makes the classifier surer than the whole. */
	public boolean increased() {
		return explained > whole;
	}
}
