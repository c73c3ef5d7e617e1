package io.github.fijiray.audit;

/**
 * How a mask lies to the truth. All numbers are shares: a mask without aim has {@code massInside} near {@code truthArea}.
 *
 * @param truthArea of the region
 * @param massInside share of the mask's sum that lies inside the truth, the relevance mass
 * @param areaInside share of the region where the mask is at least ½ and the truth is
 * @param areaOutside share of the region where the mask is at least ½ and no truth is
 */
record TruthOverlap(double truthArea, double massInside, double areaInside, double areaOutside) {

	/** @param mask as large as the truth; not all 0 */
	static TruthOverlap of(float[] mask, boolean[] truth) {
		double mass = 0, massInside = 0;
		int area = 0, inside = 0, outside = 0;
		for (int i = 0; i < mask.length; i++) {
			mass += mask[i];
			boolean kept = mask[i] >= 0.5f;
			if (truth[i]) {
				massInside += mask[i];
				area++;
				if (kept) inside++;
			}
			else if (kept) outside++;
		}
		double pixels = mask.length;
		return new TruthOverlap(area / pixels, massInside / mass, inside / pixels, outside / pixels);
	}
}
