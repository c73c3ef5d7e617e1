package io.github.fijiray.imagej;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Checks of a command's inputs. Fiji passes unknown choices and words for numbers on to the command without a word, so
 * each command reads its inputs through these.
 */
public final class MacroValues {

	private MacroValues() {}

	/**
	 * @param key the input's name in a macro
	 * @return the constant whose name in lower case is {@code text}
	 * @throws IllegalArgumentException naming the key and the legal values
	 */
	public static <E extends Enum<E>> E choice(String key, String text, Class<E> type) {
		for (E constant : type.getEnumConstants())
			if (constant.name().equalsIgnoreCase(strip(text))) return constant;
		throw illegal(key, text, "one of " + Arrays.stream(type.getEnumConstants()).map(constant -> constant.name()
			.toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ")));
	}

	/**
	 * @param key the input's name in a macro
	 * @param text numbers with commas or blanks between them, as in {@code 0.05,0.1,0.2}
	 * @throws IllegalArgumentException naming the key and what does not read as a number
	 */
	public static List<Double> numbers(String key, String text) {
		List<Double> numbers = new ArrayList<>();
		for (String word : strip(text).split("[,;\\s]+"))
			numbers.add(number(key, word));
		return numbers;
	}

	/**
	 * @param key the input's name in a macro
	 * @param text whole numbers with commas or blanks between them, as in {@code 1,5,10}; none if it is blank
	 * @throws IllegalArgumentException naming the key and what does not read as a whole number
	 */
	public static List<Integer> wholeNumbers(String key, String text) {
		List<Integer> numbers = new ArrayList<>();
		if (strip(text).isEmpty()) return numbers;
		for (String word : strip(text).split("[,;\\s]+")) {
			if (!word.matches("\\d{1,9}")) throw illegal(key, word, "whole numbers with commas between them, as in 1,5,10");
			numbers.add(Integer.valueOf(word));
		}
		return numbers;
	}

	/** A text; empty where there is none. */
	public static String text(String value) {
		return value == null ? "" : value;
	}

	/** A choice; empty for {@code auto}. */
	public static String choiceOrAuto(String value) {
		return strip(value).equalsIgnoreCase("auto") ? "" : strip(value);
	}

	private static double number(String key, String word) {
		try {
			double number = Double.parseDouble(word);
			if (Double.isFinite(number)) return number;
		}
		catch (NumberFormatException notANumber) {
			// told below
		}
		throw illegal(key, word, "numbers with commas between them, as in 0.05,0.1,0.2");
	}

	private static String strip(String text) {
		return text == null ? "" : text.strip();
	}

	private static IllegalArgumentException illegal(String key, String text, String expected) {
		return new IllegalArgumentException("The value '" + strip(text) + "' of '" + key + "' is not legal; expected " +
			expected + ".");
	}
}
