package io.github.fijiray.classifier.description;

import io.github.fijiray.classifier.preprocessing.IntensityStep;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Binarize;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Clip;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Linear;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Percentiles;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Sigmoid;
import io.github.fijiray.classifier.preprocessing.IntensityStep.Standardize;
import io.github.fijiray.classifier.preprocessing.IntensityStep.ZeroMeanUnitVariance;
import io.github.fijiray.onnx.ModelException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The preprocessing steps of a bioimage.io description; a step that is not understood is refused. Statistics
 * "per data set" are those of the one image, as in bioimage.io's own tools when they are given one image.
 */
final class BioimageSteps {

	private static final double EPSILON = 1e-6;

	private final YamlFile yaml;

	BioimageSteps(YamlFile yaml) {
		this.yaml = yaml;
	}

	/** @param entries with the keys {@code name} (0.4) or {@code id} (0.5), and {@code kwargs} */
	List<IntensityStep> read(List<?> entries) throws ModelException {
		List<IntensityStep> steps = new ArrayList<>();
		for (Object element : entries) {
			Map<?, ?> entry = yaml.map(element, "a preprocessing step");
			String name = String.valueOf(entry.containsKey("id") ? entry.get("id") : entry.get("name"));
			Map<?, ?> arguments = entry.get("kwargs") == null ? Map.of() : yaml.map(entry.get("kwargs"), "kwargs of " + name);
			if (!name.equals("ensure_dtype")) steps.add(step(name, arguments));
		}
		return steps;
	}

	private IntensityStep step(String name, Map<?, ?> arguments) throws ModelException {
		return switch (name) {
			case "scale_linear" -> new Linear(numbers(arguments, "gain", 1), numbers(arguments, "offset", 0));
			case "binarize" -> new Binarize(yaml.numbers(arguments.get("threshold"), "threshold of binarize"));
			case "clip" -> new Clip(yaml.number(arguments.get("min"), "min of clip", Double.NEGATIVE_INFINITY), yaml.number(
				arguments.get("max"), "max of clip", Double.POSITIVE_INFINITY));
			case "sigmoid" -> new Sigmoid();
			case "fixed_zero_mean_unit_variance" -> standardize(arguments);
			case "zero_mean_unit_variance" -> "fixed".equals(arguments.get("mode")) ? standardize(arguments)
				: new ZeroMeanUnitVariance(jointly(name, arguments), epsilon(arguments));
			case "scale_range" -> scaleRange(name, arguments);
			default -> throw yaml.wrong("a preprocessing step", name, "scale_linear, scale_range, zero_mean_unit_variance, " +
				"fixed_zero_mean_unit_variance, clip, binarize, sigmoid or ensure_dtype; give the preprocessing as " +
				"parameters instead");
		};
	}

	private List<Double> numbers(Map<?, ?> arguments, String key, double otherwise) throws ModelException {
		return arguments.get(key) == null ? List.of(otherwise) : yaml.numbers(arguments.get(key), key);
	}

	private IntensityStep standardize(Map<?, ?> arguments) throws ModelException {
		return new Standardize(yaml.numbers(arguments.get("mean"), "mean"), yaml.numbers(arguments.get("std"), "std"));
	}

	private IntensityStep scaleRange(String name, Map<?, ?> arguments) throws ModelException {
		if (arguments.get("reference_tensor") != null) throw yaml.wrong("reference_tensor of scale_range", arguments.get(
			"reference_tensor"), "none: the range of the image itself");
		return new Percentiles(yaml.number(arguments.get("min_percentile"), "min_percentile", 0), yaml.number(arguments.get(
			"max_percentile"), "max_percentile", 100), jointly(name, arguments), epsilon(arguments));
	}

	private double epsilon(Map<?, ?> arguments) throws ModelException {
		return yaml.number(arguments.get("eps"), "eps", EPSILON);
	}

	/** The axes that the statistics run over: all if none are given. */
	private boolean jointly(String name, Map<?, ?> arguments) throws ModelException {
		Object axes = arguments.get("axes");
		if (axes == null) return true;
		return axes instanceof String letters ? letters.contains("c") : yaml.list(axes, "axes of " + name).contains(
			"channel");
	}
}
