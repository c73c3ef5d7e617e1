package io.github.fijiray.pointing;

import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.AttributionMethods;
import io.github.fijiray.attribution.map.MethodParameters;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A method with its parameters.
 *
 * @param name as in tables and macros
 * @param method serves one thread at a time
 * @param parameters as in {@code rise.masks=8000}, with blanks between them
 */
public record PointingMethod(String name, AttributionMethod method, String parameters) {

	private static final String EXTREMAL = "extremal";
	private static final String AREAS = "areas";

	/**
	 * Makes a method for the game. Extremal perturbation sums the areas that the paper takes for such data, unless others
	 * are given.
	 *
	 * @param parameters the method's own, by name
	 * @throws IllegalArgumentException if a parameter is not legal
	 */
	public static PointingMethod of(AttributionMethods.Installed installed, Map<String, String> parameters,
		PointingData data)
	{
		Map<String, String> all = new LinkedHashMap<>(parameters);
		if (installed.name().equals(EXTREMAL)) all.putIfAbsent(AREAS, data.extremalAreas());
		AttributionMethod method = installed.create(all);
		return new PointingMethod(installed.name(), method, MethodParameters.describe(installed.name(), method));
	}
}
