package io.github.fijiray.imagej.bridge;

import ij.ImagePlus;
import ij.WindowManager;

import java.io.File;
import java.util.List;
import java.util.stream.Collectors;

import org.scijava.module.ModuleItem;
import org.scijava.util.Types;

/** Strict conversion between the value of a command's input and the text that a macro or a dialog holds. */
final class InputText {

	private InputText() {}

	/**
	 * @return the value, of the input's type; null for the empty text of an input that may be empty
	 * @throws IllegalArgumentException naming the input, the text, and what is legal
	 */
	static Object parse(ModuleItem<?> input, String text) {
		Class<?> type = Types.box(input.getType());
		String trimmed = text.strip();
		if (type == ImagePlus.class) return trimmed.isEmpty() ? null : openImage(input, trimmed);
		if (type == File.class) return trimmed.isEmpty() ? null : new File(trimmed);
		if (input.getChoices() != null && !input.getChoices().isEmpty()) return choice(input, trimmed);
		if (type == String.class) return text;
		if (type == Boolean.class) return truth(input, trimmed);
		if (Number.class.isAssignableFrom(type)) return number(input, type, trimmed);
		throw new IllegalArgumentException("The input '" + input.getName() + "' has the type " + type.getName() +
			", which plain ImageJ cannot fill.");
	}

	/** The text that {@link #parse} turns into {@code value} again. */
	static String format(Object value) {
		if (value == null) return "";
		if (value instanceof ImagePlus image) return image.getTitle();
		if (value instanceof File file) return file.getPath().replace(File.separatorChar, '/');
		return value.toString();
	}

	/** What an input accepts, in words, for error messages and for the dialog's help. */
	static String legalValues(ModuleItem<?> input) {
		if (input.getChoices() != null && !input.getChoices().isEmpty())
			return input.getChoices().stream().map(InputText::format).collect(Collectors.joining(", "));
		Class<?> type = Types.box(input.getType());
		if (type == Boolean.class) return "true, false";
		if (!Number.class.isAssignableFrom(type)) return "";
		String kind = isWhole(type) ? "a whole number" : "a number";
		Object min = input.getMinimumValue();
		Object max = input.getMaximumValue();
		if (min != null && max != null) return kind + " from " + min + " to " + max;
		if (min != null) return kind + ", at least " + min;
		if (max != null) return kind + ", at most " + max;
		return kind;
	}

	private static ImagePlus openImage(ModuleItem<?> input, String title) {
		ImagePlus image = WindowManager.getImage(title);
		if (image == null) throw illegal(input, title, "the title of an open image");
		return image;
	}

	private static Object choice(ModuleItem<?> input, String text) {
		List<?> choices = input.getChoices();
		for (Object choice : choices)
			if (format(choice).equalsIgnoreCase(text)) return choice;
		throw illegal(input, text, "one of " + legalValues(input));
	}

	private static Boolean truth(ModuleItem<?> input, String text) {
		if (text.equalsIgnoreCase("true")) return true;
		if (text.equalsIgnoreCase("false")) return false;
		throw illegal(input, text, "true or false");
	}

	private static Object number(ModuleItem<?> input, Class<?> type, String text) {
		try {
			double value = isWhole(type) ? Long.parseLong(text) : Double.parseDouble(text);
			boolean inRange = value >= bound(input.getMinimumValue(), Double.NEGATIVE_INFINITY) && value <= bound(input
				.getMaximumValue(), Double.POSITIVE_INFINITY);
			if (inRange && Double.isFinite(value)) return asType(type, text);
		}
		catch (NumberFormatException notANumber) {
			// told below, with what is legal
		}
		throw illegal(input, text, legalValues(input));
	}

	private static double bound(Object value, double none) {
		return value instanceof Number number ? number.doubleValue() : none;
	}

	private static Object asType(Class<?> type, String text) {
		if (type == Integer.class) return Integer.valueOf(text);
		if (type == Long.class) return Long.valueOf(text);
		if (type == Float.class) return Float.valueOf(text);
		if (type == Double.class) return Double.valueOf(text);
		if (type == Short.class) return Short.valueOf(text);
		return Byte.valueOf(text);
	}

	private static boolean isWhole(Class<?> type) {
		return type == Integer.class || type == Long.class || type == Short.class || type == Byte.class;
	}

	private static IllegalArgumentException illegal(ModuleItem<?> input, String text, String expected) {
		return new IllegalArgumentException("The value '" + text + "' of '" + input.getName() + "' is not legal; expected " +
			expected + ".");
	}
}
