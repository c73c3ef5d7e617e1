package io.github.fijiray.classifier.description;

import io.github.fijiray.onnx.ModelException;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads YAML (and with it JSON) as plain maps, lists and scalars, and says what is wrong where. */
final class YamlFile {

	private final String name;

	YamlFile(Path file) {
		name = file.getFileName().toString();
	}

	/** @throws ModelException if the file is no YAML mapping */
	Map<?, ?> read(Path file) throws IOException {
		try (Reader reader = Files.newBufferedReader(file)) {
			return map(yaml().load(reader), "the file");
		}
		catch (YAMLException e) {
			throw new ModelException(name + " is not readable YAML: " + e.getMessage(), e);
		}
	}

	static Yaml yaml() {
		return new Yaml(new SafeConstructor(new LoaderOptions()));
	}

	ModelException wrong(String what, Object value, String expected) {
		return new ModelException("In " + name + ", " + what + " is '" + value + "'; expected " + expected + ".");
	}

	Map<?, ?> map(Object value, String what) throws ModelException {
		if (value instanceof Map<?, ?> map) return map;
		throw wrong(what, value, "a mapping of keys to values");
	}

	/** A missing list is an empty one. */
	List<?> list(Object value, String what) throws ModelException {
		if (value == null) return List.of();
		if (value instanceof List<?> list) return list;
		throw wrong(what, value, "a list");
	}

	double number(Object value, String what) throws ModelException {
		if (value instanceof Number number) return number.doubleValue();
		// YAML 1.1 takes 1e-6, which Python writes, for a word.
		if (value instanceof String text && text.matches("[-+]?[0-9.]+[eE][-+]?[0-9]+")) return Double.parseDouble(text);
		throw wrong(what, value, "a number");
	}

	double number(Object value, String what, double otherwise) throws ModelException {
		return value == null ? otherwise : number(value, what);
	}

	int wholeNumber(Object value, String what) throws ModelException {
		if (value instanceof Integer number && number >= 0) return number;
		throw wrong(what, value, "a whole number");
	}

	/** One number, or a list of them, however nested, in its order. */
	List<Double> numbers(Object value, String what) throws ModelException {
		if (!(value instanceof List<?> list)) return List.of(number(value, what));
		List<Double> numbers = new ArrayList<>();
		for (Object element : list)
			numbers.addAll(numbers(element, what));
		return numbers;
	}
}
