package io.github.fijiray.attribution.map;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.scijava.plugin.Parameter;
import org.scijava.util.ClassUtils;

/** Reads and writes the parameters that a method has for itself. */
public final class MethodParameters {

	private MethodParameters() {}

	/** The parameters of a method with their values, as text, in the order of their declaration. */
	public static Map<String, String> of(AttributionMethod method) {
		Map<String, String> values = new LinkedHashMap<>();
		for (Field field : fields(method))
			values.put(field.getName(), text(ClassUtils.getValue(field, method)));
		return values;
	}

	/** As in {@code rise.masks=8000}, with blanks between them; empty if the method has none. */
	public static String describe(String name, AttributionMethod method) {
		return of(method).entrySet().stream().map(entry -> name + "." + entry.getKey() + "=" + entry.getValue()).collect(
			Collectors.joining(" "));
	}

	/**
	 * Reads the parameters of several methods.
	 *
	 * @param text as in {@code rise.masks=8000 occlusion.patch=12}
	 * @param methods names of the methods that may have parameters
	 * @return for each method its parameters
	 * @throws IllegalArgumentException if a word is not of this form, or names another method
	 */
	public static Map<String, Map<String, String>> parse(String text, List<String> methods) {
		Map<String, Map<String, String>> values = new LinkedHashMap<>();
		methods.forEach(name -> values.put(name, new LinkedHashMap<>()));
		for (String word : text.strip().split("\\s+")) {
			if (word.isEmpty()) continue;
			int dot = word.indexOf('.');
			int equals = word.indexOf('=');
			boolean wellFormed = dot > 0 && equals > dot + 1 && equals < word.length() - 1;
			if (!wellFormed || !values.containsKey(word.substring(0, dot))) throw new IllegalArgumentException("The value '" +
				word + "' of 'options' is not legal; expected method.parameter=value, as in rise.masks=8000, of the methods " +
				String.join(", ", methods) + ".");
			values.get(word.substring(0, dot)).put(word.substring(dot + 1, equals), word.substring(equals + 1));
		}
		return values;
	}

	/** @throws IllegalArgumentException if the method has no such parameter, or the value is not of its type */
	static void set(AttributionMethod method, String name, String parameter, String value) {
		Field field = fields(method).stream().filter(candidate -> candidate.getName().equals(parameter)).findFirst()
			.orElseThrow(() -> new IllegalArgumentException("The method " + name + " has no parameter '" + parameter + "'; " +
				(fields(method).isEmpty() ? "it has none." : "expected " + String.join(", ", of(method).keySet()) + ".")));
		ClassUtils.setValue(field, method, read(field.getType(), name + "." + parameter, value));
	}

	private static List<Field> fields(AttributionMethod method) {
		return ClassUtils.getAnnotatedFields(method.getClass(), Parameter.class);
	}

	private static Object read(Class<?> type, String key, String value) {
		try {
			if (type == int.class) return Integer.valueOf(value);
			if (type == double.class) return Double.valueOf(value);
		}
		catch (NumberFormatException e) {
			throw illegal(key, value, type == int.class ? "a whole number" : "a number");
		}
		if (type == String.class) return value;
		return Arrays.stream(type.getEnumConstants()).filter(constant -> text(constant).equalsIgnoreCase(value)).findFirst()
			.orElseThrow(() -> illegal(key, value, "one of " + Arrays.stream(type.getEnumConstants()).map(
				MethodParameters::text).collect(Collectors.joining(", "))));
	}

	private static String text(Object value) {
		return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-') : String
			.valueOf(value);
	}

	private static IllegalArgumentException illegal(String key, String value, String expected) {
		return new IllegalArgumentException("The value '" + value + "' of '" + key + "' is not legal; expected " + expected +
			".");
	}
}
