package io.github.fijiray.attribution.metric;

/** The range of a map's values. */
record ValueRange(float smallest, float largest) {

	static ValueRange of(float[] values) {
		float smallest = Float.POSITIVE_INFINITY, largest = Float.NEGATIVE_INFINITY;
		for (float value : values) {
			smallest = Math.min(smallest, value);
			largest = Math.max(largest, value);
		}
		return new ValueRange(smallest, largest);
	}

	/** Whether no value is NaN. */
	boolean isNumber() {
		return !Float.isNaN(smallest);
	}

	float size() {
		return largest - smallest;
	}

	/** The values scaled to 0 … 1; 0 if they are all the same. */
	static float[] scaled(float[] values) {
		ValueRange range = of(values);
		float[] scaled = new float[values.length];
		for (int i = 0; i < values.length; i++)
			scaled[i] = range.size() > 0 ? (values[i] - range.smallest) / range.size() : 0;
		return scaled;
	}
}
