package io.github.fijiray.imagej.bridge;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options of a macro's {@code run("Label...", "key=value key2=[a value with blanks] key3")}, read as ImageJ reads
 * them but without losing anything: every word is a key, so that a misspelt one can be told.
 */
final class MacroOptions {

	private final String text;
	private final Map<String, String> values = new LinkedHashMap<>();
	private int position;

	private MacroOptions(String text) {
		this.text = text;
	}

	/**
	 * @return the values by key in the order given; a key without {@code =} has the value {@code true}
	 * @throws IllegalArgumentException for a bracket or quote left open, and for a key given twice
	 */
	static Map<String, String> parse(String text) {
		MacroOptions options = new MacroOptions(text.strip());
		while (options.position < options.text.length())
			options.readOption();
		return options.values;
	}

	private void readOption() {
		int start = position;
		while (position < text.length() && text.charAt(position) != '=' && text.charAt(position) != ' ')
			position++;
		String key = text.substring(start, position);
		boolean hasValue = position < text.length() && text.charAt(position) == '=';
		if (hasValue) position++;
		String value = hasValue ? readValue(key) : "true";
		if (values.putIfAbsent(key, value) != null)
			throw new IllegalArgumentException("The macro options give '" + key + "' twice.");
		while (position < text.length() && text.charAt(position) == ' ')
			position++;
	}

	private String readValue(String key) {
		char first = position < text.length() ? text.charAt(position) : ' ';
		int start = position;
		if (first == '[' || first == '\'') {
			position = first == '[' ? closingBracket(key) : closingQuote(key);
			return text.substring(start + 1, position++);
		}
		int end = text.indexOf(' ', start);
		position = end < 0 ? text.length() : end;
		return text.substring(start, position);
	}

	private int closingBracket(String key) {
		int depth = 0;
		for (int i = position; i < text.length(); i++) {
			if (text.charAt(i) == '[') depth++;
			if (text.charAt(i) == ']' && --depth == 0) return i;
		}
		throw new IllegalArgumentException("The value of '" + key + "' in the macro options opens a bracket that is never" +
			" closed: " + text.substring(position));
	}

	private int closingQuote(String key) {
		int end = text.indexOf('\'', position + 1);
		if (end < 0) throw new IllegalArgumentException("The value of '" + key +
			"' in the macro options opens a quote that is never closed: " + text.substring(position));
		return end;
	}
}
