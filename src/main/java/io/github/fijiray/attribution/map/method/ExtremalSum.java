package io.github.fijiray.attribution.map.method;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalPerturbation;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.attribution.extremal.Mode;
import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.onnx.ModelException;

import java.util.ArrayList;
import java.util.List;

import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** The sum of the extremal masks of several small areas, smoothed (Fong, Patrick, Vedaldi, ICCV 2019, §4.1). */
@Plugin(type = AttributionMethod.class, name = "extremal", label = "Extremal perturbation", priority = 140,
	description = "The smallest parts that are enough for the score: masks of several areas, summed and smoothed.",
	attrs = @Attr(name = "reference", value = "Fong, Patrick, Vedaldi, ICCV 2019."))
public final class ExtremalSum implements AttributionMethod {

	/** Areas of the masks, as fractions of the image, with commas between them. */
	@Parameter
	private String areas = "0.025,0.05,0.1,0.2";

	/** What a mask is asked to do. */
	@Parameter
	private Game aim = Game.PRESERVATION;

	/** The optimiser. */
	@Parameter
	private Mode optimiser = Mode.FAST;

	/** Forward and backward passes; 0 for the default of the optimiser. */
	@Parameter
	private int passes = 0;

	/** σ of the Gaussian over the sum, as a fraction of the image's shorter side. */
	@Parameter
	private double blur = 0.09;

	@Override
	public AttributionMap explain(AttributionContext context) throws ModelException {
		Require.legal(blur >= 0 && blur <= 1, "extremal.blur", blur, "a fraction from 0 to 1");
		ExtremalSettings settings = ExtremalSettings.defaults().withAreas(areas()).withGame(aim).withMode(optimiser, passes)
			.withSeed(context.seed());
		float[] sum = new float[context.image().height() * context.image().width()];
		for (ExtremalMask mask : ExtremalPerturbation.explain(context.gradientScorer(), context.image(), context.target(),
			settings, context.monitor()).masks())
			for (int i = 0; i < sum.length; i++)
				sum[i] += mask.mask()[i];
		return AttributionMap.ofContent(sum, context.image()).smoothed(blur, context.image());
	}

	private List<Double> areas() {
		List<Double> fractions = new ArrayList<>();
		for (String word : areas.split(","))
			try {
				fractions.add(Double.valueOf(word.strip()));
			}
			catch (NumberFormatException e) {
				Require.legal(false, "extremal.areas", areas, "fractions of the image with commas between them");
			}
		return fractions;
	}
}
