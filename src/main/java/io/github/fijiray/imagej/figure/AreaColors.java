package io.github.fijiray.imagej.figure;

import java.awt.Color;
import java.util.List;

/** Colours of the areas: from bright yellow for the smallest to violet for the largest, darker step by step. */
public final class AreaColors {

	private static final Color[] RAMP = { new Color(0xffe74c), new Color(0xffa63d), new Color(0xf9576d), new Color(
		0xa259e6) };

	private AreaColors() {}

	/** @param index of one of the areas, which may be in any order */
	public static Color of(List<Double> areas, int index) {
		long rank = areas.stream().filter(area -> area < areas.get(index)).count();
		return ramp(areas.size() == 1 ? 0 : (double) rank / (areas.size() - 1));
	}

	/** @param share of the way from bright yellow to violet */
	static Color ramp(double share) {
		double place = share * (RAMP.length - 1);
		int left = Math.min((int) place, RAMP.length - 2);
		return mix(RAMP[left], RAMP[left + 1], place - left);
	}

	static Color mix(Color a, Color b, double t) {
		return new Color(mix(a.getRed(), b.getRed(), t), mix(a.getGreen(), b.getGreen(), t), mix(a.getBlue(), b.getBlue(),
			t));
	}

	private static int mix(int a, int b, double t) {
		return (int) Math.round(a + (b - a) * t);
	}
}
