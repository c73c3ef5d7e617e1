package io.github.fijiray.classifier.description;

import org.yaml.snakeyaml.error.YAMLException;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The names of the classes.
 *
 * @param names one per class, in the order of the scores; a name may list synonyms, separated by commas
 * @param origin where the names come from, for the user
 */
public record ClassLabels(List<String> names, String origin) {

	private static final int MAX_BYTES = 1 << 24;
	private static final Pattern SYNSET = Pattern.compile("n\\d{8}[\\s,:]+(\\S.*)");
	private static final Pattern NUMBERED = Pattern.compile("(\\d{1,9})(?:\\s*[:,;=]\\s*|\\s+)(\\S.*)");
	private static final List<String> METADATA_KEYS = List.of("classes", "labels", "names", "class_names", "id2label");

	public ClassLabels {
		names = List.copyOf(names);
	}

	/** Names for a model that has none: {@code class 0}, {@code class 1}, … */
	public static ClassLabels numbered(int classes) {
		return new ClassLabels(IntStream.range(0, classes).mapToObj(index -> "class " + index).toList(), "numbered");
	}

	/**
	 * @param file one name per line, as {@code name}, {@code index name} or ImageNet's {@code n01440764 name}; or JSON, a
	 *          list of names or a dictionary of index to name
	 * @throws IOException if there is no such file, or it cannot be read
	 * @throws IllegalArgumentException if it is not text, or holds no names
	 */
	public static ClassLabels read(Path file) throws IOException {
		if (!Files.isRegularFile(file)) throw new NoSuchFileException("The file of class names " + file +
			" does not exist.");
		if (Files.size(file) > MAX_BYTES) throw new IllegalArgumentException(file.getFileName() +
			" is too large to be a file of class names; expected one name per line.");
		String text = text(file).replace("\uFEFF", "").strip();
		Optional<List<String>> structured = text.startsWith("[") || text.startsWith("{") ? structured(text) : Optional
			.empty();
		List<String> names = structured.orElseGet(() -> fromLines(text.lines().map(String::strip).toList()));
		if (text.isEmpty()) throw new IllegalArgumentException(file.getFileName() +
			" is empty; expected one class name per line.");
		return new ClassLabels(names, "from " + file.getFileName());
	}

	private static String text(Path file) throws IOException {
		try {
			return Files.readString(file);
		}
		catch (CharacterCodingException e) {
			throw new IllegalArgumentException(file.getFileName() +
				" is not a text file in UTF-8; save the class names in this encoding.", e);
		}
	}

	/** The names that an ONNX file carries in its metadata, if it does. */
	public static Optional<ClassLabels> fromMetadata(Map<String, String> metadata) {
		for (String key : METADATA_KEYS) {
			String value = metadata.getOrDefault(key, "").strip();
			if (value.isEmpty()) continue;
			List<String> names = structured(value).orElseGet(() -> Arrays.stream(value.split(value.contains("\n") ? "\n"
				: ",")).map(String::strip).toList());
			return Optional.of(new ClassLabels(names, "from the model's metadata"));
		}
		return Optional.empty();
	}

	/** @return the names of a list, or of a dictionary whose keys are exactly the indices */
	static Optional<List<String>> fromYaml(Object value) {
		if (value instanceof List<?> list && !list.isEmpty()) return Optional.of(list.stream().map(ClassLabels::synonyms)
			.toList());
		if (!(value instanceof Map<?, ?> map) || map.isEmpty()) return Optional.empty();
		Map<Integer, String> sorted = new TreeMap<>();
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			String index = String.valueOf(entry.getKey());
			if (!index.matches("\\d{1,9}")) return Optional.empty();
			sorted.put(Integer.valueOf(index), synonyms(entry.getValue()));
		}
		boolean complete = sorted.keySet().stream().reduce((a, b) -> b).get() == sorted.size() - 1;
		return complete ? Optional.of(List.copyOf(sorted.values())) : Optional.empty();
	}

	/** ImageNet's well-known dictionary has pairs of synset and name. */
	private static String synonyms(Object name) {
		if (!(name instanceof List<?> list)) return withoutSynset(String.valueOf(name));
		return list.stream().map(String::valueOf).filter(part -> !part.matches("n\\d{8}")).collect(Collectors.joining(
			", "));
	}

	private static Optional<List<String>> structured(String text) {
		if (!text.startsWith("[") && !text.startsWith("{")) return Optional.empty();
		try {
			return fromYaml(YamlFile.yaml().load(text));
		}
		catch (YAMLException notStructured) {
			return Optional.empty();
		}
	}

	private static List<String> fromLines(List<String> lines) {
		String[] names = new String[lines.size()];
		boolean fromOne = lines.stream().noneMatch(line -> line.matches("0+\\D.*"));
		for (String line : lines) {
			Matcher matcher = NUMBERED.matcher(line);
			int index = matcher.matches() ? Integer.parseInt(matcher.group(1)) - (fromOne ? 1 : 0) : -1;
			if (index < 0 || index >= names.length || names[index] != null) return lines.stream().map(
				ClassLabels::withoutSynset).toList();
			names[index] = withoutSynset(matcher.group(2));
		}
		return List.of(names);
	}

	private static String withoutSynset(String line) {
		Matcher matcher = SYNSET.matcher(line);
		return matcher.matches() ? matcher.group(1) : line;
	}

	public int size() {
		return names.size();
	}

	/** @param index of the class, from 0 */
	public String name(int index) {
		return names.get(index);
	}

	/**
	 * The class that a user means.
	 *
	 * @param target {@code top} for the highest score, an index from 0, a name, or one of its synonyms; capital letters
	 *          do not matter unless they tell two names apart
	 * @param scores of the image, one per class
	 * @throws IllegalArgumentException if there is no such class, or more than one
	 */
	public int resolve(String target, float[] scores) {
		String wanted = target.strip();
		if (wanted.equalsIgnoreCase("top")) return top(scores);
		if (wanted.matches("\\d{1,9}") && Integer.parseInt(wanted) < size()) return Integer.parseInt(wanted);
		List<Integer> found = find(wanted);
		if (found.size() == 1) return found.get(0);
		if (found.size() > 1) throw new IllegalArgumentException("The parameter 'target' is '" + target +
			"', which names the classes " + found.stream().map(index -> index + " (" + name(index) + ")").collect(Collectors
				.joining(", ")) + "; give the index.");
		throw new IllegalArgumentException("The parameter 'target' is '" + target + "', but none of the " + size() +
			" classes has this name or index (0 to " + (size() - 1) + "). Near are: " + String.join("; ", near(wanted)) +
			". 'top' takes the highest score.");
	}

	/** The classes of a name, or else of a name but for capital letters, or else of a synonym; none if there is no such. */
	public List<Integer> find(String wanted) {
		List<Predicate<String>> ways = List.of(wanted::equals, wanted::equalsIgnoreCase, name -> Arrays.stream(name.split(
			",")).map(String::strip).anyMatch(wanted::equalsIgnoreCase));
		for (Predicate<String> way : ways) {
			List<Integer> found = IntStream.range(0, size()).filter(index -> way.test(name(index))).boxed().toList();
			if (!found.isEmpty()) return found;
		}
		return List.of();
	}

	private static int top(float[] scores) {
		int top = 0;
		for (int k = 1; k < scores.length; k++)
			if (scores[k] > scores[top]) top = k;
		return top;
	}

	private List<String> near(String wanted) {
		String lower = wanted.toLowerCase(Locale.ROOT);
		Comparator<String> byContent = Comparator.comparing(name -> lower.isEmpty() || !name.toLowerCase(Locale.ROOT)
			.contains(lower));
		List<String> sorted = new ArrayList<>(names);
		Collections.sort(sorted, byContent.thenComparing(name -> distance(lower, name.toLowerCase(Locale.ROOT))));
		return sorted.subList(0, Math.min(5, sorted.size()));
	}

	/** Levenshtein distance. */
	private static int distance(String a, String b) {
		int[] row = IntStream.rangeClosed(0, b.length()).toArray();
		for (int i = 1; i <= a.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= b.length(); j++) {
				int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
			}
		}
		return row[b.length()];
	}
}
