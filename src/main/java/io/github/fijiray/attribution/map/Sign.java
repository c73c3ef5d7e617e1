package io.github.fijiray.attribution.map;

/** Which part of an attribution counts: what speaks for the class, against it, or both. */
public enum Sign {

	/** max(0, v). */
	POSITIVE {

		@Override
		float of(float value) {
			return Math.max(0, value);
		}
	},

	/** max(0, -v). */
	NEGATIVE {

		@Override
		float of(float value) {
			return Math.max(0, -value);
		}
	},

	/** |v|. */
	ABSOLUTE {

		@Override
		float of(float value) {
			return Math.abs(value);
		}
	},

	/** v as it is. */
	ALL {

		@Override
		float of(float value) {
			return value;
		}
	};

	abstract float of(float value);

	/** The part of each value that counts, in a new array. */
	public float[] of(float[] values) {
		float[] parts = new float[values.length];
		for (int i = 0; i < parts.length; i++)
			parts[i] = of(values[i]);
		return parts;
	}
}
