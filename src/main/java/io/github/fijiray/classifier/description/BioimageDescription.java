package io.github.fijiray.classifier.description;

import io.github.fijiray.classifier.preprocessing.ChannelOrder;
import io.github.fijiray.classifier.preprocessing.IntensityStep;
import io.github.fijiray.classifier.preprocessing.Preprocessing;
import io.github.fijiray.classifier.preprocessing.ResizeMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model description of <a href="https://bioimage.io">bioimage.io</a>, version 0.4 or 0.5, in the model's folder.
 * It says nothing about resizing: the image is stretched.
 */
final class BioimageDescription {

	private static final List<String> FILES = List.of("rdf.yaml", "bioimageio.yaml", "rdf.yml", "bioimageio.yml");
	private static final int INPUT_RANK = 4;

	private final String file;
	private final YamlFile yaml;
	private final Map<?, ?> rdf;

	private BioimageDescription(Path path) throws IOException {
		file = path.getFileName().toString();
		yaml = new YamlFile(path);
		rdf = yaml.read(path);
	}

	/** @return empty if there is no description, or it describes another file */
	static Optional<ModelDescription> beside(Path model) throws IOException {
		for (String name : FILES) {
			Path file = model.resolveSibling(name);
			if (!Files.isRegularFile(file)) continue;
			BioimageDescription description = new BioimageDescription(file);
			if (description.describes(model)) return Optional.of(description.read());
		}
		return Optional.empty();
	}

	private boolean describes(Path model) {
		Object onnx = rdf.get("weights") instanceof Map<?, ?> weights ? weights.get("onnx") : null;
		Object source = onnx instanceof Map<?, ?> entry ? entry.get("source") : null;
		return source != null && source.toString().replaceFirst("[?#].*$", "").replaceFirst("^.*[/\\\\]", "").equals(model
			.getFileName().toString());
	}

	private ModelDescription read() throws IOException {
		List<?> inputs = yaml.list(rdf.get("inputs"), "inputs");
		if (inputs.size() != 1) throw yaml.wrong("the number of inputs", inputs.size(), "1, the image");
		Map<?, ?> input = yaml.map(inputs.get(0), "the input");
		List<IntensityStep> steps = new BioimageSteps(yaml).read(yaml.list(input.get("preprocessing"), "preprocessing"));
		Preprocessing preprocessing = new Preprocessing(steps, ResizeMode.STRETCH, ChannelOrder.RGB, "from " + file);
		String axes = axes(input);
		boolean image = axes.equals("bcyx") || axes.equals("byxc");
		if (!image) throw yaml.wrong("axes of the input", input.get("axes"),
			"batch, channel, y, x or batch, y, x, channel");
		return new ModelDescription(Optional.of(preprocessing), Optional.of(axes.equals("bcyx") ? Layout.NCHW : Layout.NHWC),
			size(input, axes.indexOf('y')), size(input, axes.indexOf('x')), labels());
	}

	/** One letter per axis: a word in 0.4, a list of mappings in 0.5. */
	private String axes(Map<?, ?> tensor) throws IOException {
		if (tensor.get("axes") instanceof String letters) return letters;
		StringBuilder axes = new StringBuilder();
		for (Object element : yaml.list(tensor.get("axes"), "axes")) {
			Map<?, ?> axis = yaml.map(element, "an axis");
			String type = String.valueOf(axis.get("type"));
			axes.append(type.equals("space") ? String.valueOf(axis.get("id")) : type.substring(0, 1));
		}
		return axes.toString();
	}

	/** In 0.4 a list of sizes or of {@code min} and {@code step}, in 0.5 with each axis. */
	private Optional<InputSize> size(Map<?, ?> input, int axis) throws IOException {
		if (input.get("shape") instanceof List<?> shape && shape.size() == INPUT_RANK) return Optional.of(new InputSize(yaml
			.wholeNumber(shape.get(axis), "shape"), 0));
		if (input.get("shape") instanceof Map<?, ?> shape) return Optional.of(new InputSize(element(shape, "min", axis),
			element(shape, "step", axis)));
		if (!(input.get("axes") instanceof List<?> axes)) return Optional.empty();
		Object size = yaml.map(axes.get(axis), "an axis").get("size");
		if (size instanceof Integer pixels) return Optional.of(new InputSize(pixels, 0));
		if (size instanceof Map<?, ?> range && range.containsKey("min")) return Optional.of(new InputSize(yaml.wholeNumber(
			range.get("min"), "min"), yaml.wholeNumber(range.get("step"), "step")));
		return Optional.empty();
	}

	private int element(Map<?, ?> shape, String key, int axis) throws IOException {
		List<?> numbers = yaml.list(shape.get(key), key);
		if (numbers.size() != INPUT_RANK) throw yaml.wrong(key + " of the input's shape", shape.get(key), INPUT_RANK +
			" whole numbers");
		return yaml.wholeNumber(numbers.get(axis), key);
	}

	/** The channel names of the output (0.5), or {@code config: labels} or {@code classes}. */
	private Optional<ClassLabels> labels() throws IOException {
		List<Object> candidates = new ArrayList<>();
		for (Object output : yaml.list(rdf.get("outputs"), "outputs"))
			if (yaml.map(output, "an output").get("axes") instanceof List<?> axes)
				for (Object axis : axes)
					candidates.add(yaml.map(axis, "an axis").get("channel_names"));
		if (rdf.get("config") instanceof Map<?, ?> config) {
			candidates.add(config.get("labels"));
			candidates.add(config.get("classes"));
		}
		return candidates.stream().map(ClassLabels::fromYaml).flatMap(Optional::stream).findFirst().map(
			names -> new ClassLabels(names, "from " + file));
	}
}
