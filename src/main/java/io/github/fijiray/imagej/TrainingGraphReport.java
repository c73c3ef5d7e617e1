package io.github.fijiray.imagej;

import io.github.fijiray.classifier.ClassifierModel;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.onnx.layer.Layers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was derived from a classifier and how, in words, with the list of its layers. */
public final class TrainingGraphReport {

	private static final int MOST_NAMES = 5;
	private static final int KEY_WIDTH = 10;
	private static final int VALUE_WIDTH = 100;

	private final ClassifierModel model;
	private final RuleSet rules;
	private final String tensor;
	private final StringBuilder facts = new StringBuilder();
	private final StringBuilder tables = new StringBuilder();

	/** @param tensor the input or the layer with respect to which the gradient is wanted */
	public TrainingGraphReport(ClassifierModel model, RuleSet rules, String tensor) throws IOException {
		this.model = model;
		this.rules = rules;
		this.tensor = tensor;
		describeModel();
	}

	private void describeModel() throws IOException {
		line("model", model.file().path() + ", opset " + model.file().fileOpset() + ", " + kilobytes(Files.size(model.file()
			.path())));
		line("SHA-256", model.file().sha256());
		line("image", "'" + model.image() + "' " + model.shapes().dims(model.image()) + ", " + model.layout().name()
			.toLowerCase(Locale.ROOT));
		line("scores", "'" + model.scores().output() + "', " + model.scores().classes() + " classes: " + classes());
		line("batch", model.dynamicBatch() ? model.frozenBatch()
			? "one image in the file; freed, and two images at once give what each gives alone"
			: "any number of images; two images at once give what each gives alone"
			: "one image at a time: several at once do not run, or mix");
		line("rules", rules.name());
		model.notes().forEach(note -> line("note", note));
		if (rules.name().equals("excitation") && tensor.equals(model.image())) line("note",
			"Excitation supposes that values are not negative; take a layer behind a rectifier rather than the image.");
	}

	private String classes() {
		List<String> names = model.labels().names();
		return names.stream().limit(MOST_NAMES).collect(Collectors.joining(", ")) + (names.size() > MOST_NAMES ? ", …" : "");
	}

	/** Adds what was derived. */
	public void add(TrainingGraph graph, OptionalInt otherwise) throws IOException {
		line("gradient", "'" + graph.gradient(tensor) + "' " + model.shapes().dims(tensor) + ", with respect to '" + tensor +
			"': of the score of class '" + graph.seed() + "', summed over the images");
		line("target", otherwise.isPresent() ? "class " + otherwise.getAsInt() + " '" + model.labels().name(otherwise
			.getAsInt()) + "' where the input '" + graph.seed() + "' is left out" : "must be given in the input '" + graph
				.seed() + "'");
		line("size", kilobytes(graph.proto().getSerializedSize()) + ", " + graph.proto().getGraph().getNodeCount() +
			" nodes: " + graph.operators().entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).collect(
				Collectors.joining(", ")));
		addDifferentiated();
	}

	/** Adds a table of the operators between the tensor and the scores, and by which rules each was differentiated. */
	private void addDifferentiated() throws ModelException {
		Set<String> behind = model.model().graph().descendants(List.of(tensor));
		Map<String, Integer> counts = new TreeMap<>();
		for (Layer layer : model.layers().all())
			if (behind.contains(layer.name()) && !layer.name().equals(tensor)) counts.merge(layer.operator(), 1, Integer::sum);
		List<String[]> rows = new ArrayList<>(List.<String[]> of(new String[] { "operator", "count", "rule" }));
		counts.forEach((operator, count) -> rows.add(new String[] { operator, "" + count, rules.changes(operator) ? rules
			.name() : "gradient" }));
		tables.append("\nDifferentiated\n").append(table(rows));
	}

	/** Adds why no training graph can be derived. */
	public void addProblem(String message) {
		tables.append('\n').append(message).append('\n');
	}

	/** Adds the file that was written. */
	public void addFile(File file) {
		facts.append("written   ").append(file).append('\n');
	}

	/** Adds a fact; what is too long for a window goes on in the next line. */
	private void line(String key, String value) {
		String start = key;
		for (String rest = value; !rest.isEmpty();) {
			int space = rest.length() <= VALUE_WIDTH ? -1 : rest.lastIndexOf(' ', VALUE_WIDTH);
			String part = space < 1 ? rest : rest.substring(0, space);
			facts.append(start).append(" ".repeat(KEY_WIDTH - start.length())).append(part).append('\n');
			rest = rest.substring(part.length()).stripLeading();
			start = "";
		}
	}

	private static String kilobytes(long bytes) {
		return (bytes + 1023) / 1024 + " kB";
	}

	private static String table(List<String[]> rows) {
		int columns = rows.get(0).length;
		int[] widths = IntStream.range(0, columns).map(i -> rows.stream().mapToInt(row -> row[i].length()).max().orElse(0))
			.toArray();
		return rows.stream().map(row -> IntStream.range(0, columns).mapToObj(i -> row[i] + " ".repeat(widths[i] - row[i]
			.length())).collect(Collectors.joining("  ")).stripTrailing() + "\n").collect(Collectors.joining());
	}

	/** The whole text, with the layers at its end. */
	public String text(Layers layers) {
		return facts.toString() + tables + "\nLayers; * is 'default', the last one with places in the image\n" + layers;
	}
}
