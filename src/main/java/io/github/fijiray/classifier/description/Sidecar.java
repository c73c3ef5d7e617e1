package io.github.fijiray.classifier.description;

import io.github.fijiray.classifier.preprocessing.Preprocessing;
import io.github.fijiray.classifier.preprocessing.PreprocessingRequest;
import io.github.fijiray.onnx.ModelException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * FijiRay's own description of a model: for {@code cells.onnx} the file {@code cells.fijiray.yaml} beside it. All keys
 * are optional; the first five mean what the parameters of the same name mean.
 *
 * <pre>{@code
 * preprocessing: percentile 1 99.8   # a preset
 * mean: [0.5, 0.5]
 * std: [0.25, 0.25]
 * resize: fit                        # stretch, crop or fit
 * channels: [2, 1]                   # or rgb, bgr
 * size: [128, 96]                    # height, width (or one number) where the model leaves them open
 * layout: nhwc                       # or nchw
 * labels: [healthy, infected]        # or a dictionary of index to name, or the name of a labels file beside the model
 * }</pre>
 */
final class Sidecar {

	private static final Set<String> KEYS = new TreeSet<>(Set.of("preprocessing", "mean", "std", "resize", "channels",
		"size", "layout", "labels"));

	private final Path file;
	private final YamlFile yaml;
	private final Map<?, ?> keys;

	private Sidecar(Path file) throws IOException {
		this.file = file;
		yaml = new YamlFile(file);
		keys = yaml.read(file);
		for (Object key : keys.keySet())
			if (!KEYS.contains(key)) throw yaml.wrong("a key", key, "one of " + String.join(", ", KEYS));
	}

	static Optional<ModelDescription> beside(Path model) throws IOException {
		String name = model.getFileName().toString().replaceFirst("(?i)\\.onnx$", "");
		Path file = model.resolveSibling(name + ".fijiray.yaml");
		return Files.isRegularFile(file) ? Optional.of(new Sidecar(file).description()) : Optional.empty();
	}

	private ModelDescription description() throws IOException {
		try {
			return new ModelDescription(preprocessing(), Optional.ofNullable(keys.get("layout")).map(layout -> Layout.parse(
				layout.toString())), size(0), size(1), labels());
		}
		catch (IllegalArgumentException e) {
			throw new ModelException("In " + file.getFileName() + ": " + e.getMessage(), e);
		}
	}

	private Optional<Preprocessing> preprocessing() throws IOException {
		List<String> others = List.of("mean", "std", "resize", "channels");
		if (!keys.containsKey("preprocessing")) {
			if (others.stream().anyMatch(keys::containsKey)) throw yaml.wrong("preprocessing", "missing", "a preset such as " +
				"0-1, which mean, std, resize and channels change");
			return Optional.empty();
		}
		PreprocessingRequest request = new PreprocessingRequest(text("preprocessing"), text("mean"), text("std"), text(
			"resize"), text("channels"));
		if (request.isAuto()) throw yaml.wrong("preprocessing", "auto", "a preset such as 0-1");
		return Optional.of(request.resolve(Optional.empty(), new ArrayList<>()).withOrigin("from " + file.getFileName()));
	}

	/** A list becomes what a user would write for the parameter. */
	private String text(String key) {
		Object value = keys.get(key);
		if (value instanceof List<?> list) return list.stream().map(String::valueOf).collect(Collectors.joining(","));
		return value == null ? "" : value.toString();
	}

	private Optional<InputSize> size(int axis) throws IOException {
		Object size = keys.get("size");
		if (size == null) return Optional.empty();
		if (size instanceof List<?> list && list.size() != 2) throw yaml.wrong("size", size, "[height, width] or one number");
		int pixels = yaml.wholeNumber(size instanceof List<?> list ? list.get(axis) : size, "size");
		if (pixels == 0) throw yaml.wrong("size", size, "pixels above 0");
		return Optional.of(new InputSize(pixels, 0));
	}

	/** A description from elsewhere does not read other folders. */
	private Path neighbour(String name) throws IOException {
		Path path = file.resolveSibling(name);
		boolean beside = path.getFileName() != null && path.equals(file.resolveSibling(path.getFileName()));
		if (!beside) throw yaml.wrong("labels", name, "the name of a file beside the model, without folders");
		return path;
	}

	private Optional<ClassLabels> labels() throws IOException {
		Object labels = keys.get("labels");
		if (labels == null) return Optional.empty();
		if (labels instanceof String name) return Optional.of(ClassLabels.read(neighbour(name)));
		List<String> names = ClassLabels.fromYaml(labels).orElseThrow(() -> yaml.wrong("labels", labels,
			"a list of names, a dictionary with the indices 0, 1, …, or the name of a file"));
		return Optional.of(new ClassLabels(names, "from " + file.getFileName()));
	}
}
