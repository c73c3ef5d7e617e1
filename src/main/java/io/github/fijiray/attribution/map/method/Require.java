package io.github.fijiray.attribution.map.method;

/** Checks of the parameters that methods have for themselves. */
final class Require {

	private Require() {}

	/** @throws IllegalArgumentException naming the parameter, its value and what is legal, unless it is legal */
	static void legal(boolean legal, String parameter, Object value, String expected) {
		if (!legal) throw new IllegalArgumentException("The value '" + value + "' of '" + parameter +
			"' is not legal; expected " + expected + ".");
	}
}
