package io.github.fijiray.imagej;

import java.awt.Color;

/** Colours of the areas: from bright yellow for the smallest to violet for the largest, darker step by step. */
final class AreaColors {

	private static final Color[] RAMP = { new Color(0xffe74c), new Color(0xffa63d), new Color(0xf9576d), new Color(
		0xa259e6) };

	private AreaColors() {}

	/** @param rank place of the area by size, from 0 */
	static Color of(int rank, int count) {
		double place = count == 1 ? 0 : (double) rank / (count - 1) * (RAMP.length - 1);
		int left = Math.min((int) place, RAMP.length - 2);
		return mix(RAMP[left], RAMP[left + 1], place - left);
	}

	/** The colour of each area of a report, in the report's order. */
	static Color of(ExtremalReport report, int index) {
		double area = report.area(index).area();
		int rank = (int) report.result().masks().stream().filter(mask -> mask.area() < area).count();
		return of(rank, report.size());
	}

	private static Color mix(Color a, Color b, double t) {
		return new Color(mix(a.getRed(), b.getRed(), t), mix(a.getGreen(), b.getGreen(), t), mix(a.getBlue(), b.getBlue(),
			t));
	}

	private static int mix(int a, int b, double t) {
		return (int) Math.round(a + (b - a) * t);
	}
}
