package io.github.fijiray.study;

import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.WholeFile;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * What the rows of a table depend on: model, settings, version. Rows with different fingerprints are never mixed.
 *
 * @param settings names and values, in the order in which they are told
 */
public record Fingerprint(Map<String, String> settings) {

	private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

	public Fingerprint {
		settings = new LinkedHashMap<>(settings);
	}

	/** What every result of a classifier depends on: the file, how it was opened, and the version of FijiRay. */
	public static Fingerprint of(Path model, Classifier classifier, ClassifierOptions options) {
		Provenance provenance = Provenance.of(model, classifier, "");
		return empty()
			.with("version", provenance.version())
			.with("model", model.getFileName())
			.with("model_sha256", provenance.modelSha256())
			.with("preprocessing", provenance.preprocessing())
			.with("layout", options.layout().map(Enum::name).orElse("auto"))
			.with("scores", options.scores().orElse("found"))
			.with("labels", String.join("|", classifier.labels().names()))
			.with("provider", provenance.provider());
	}

	/** Adds the settings of an extremal perturbation. */
	public Fingerprint with(ExtremalSettings explanation) {
		Fingerprint fingerprint = with("areas", explanation.areas())
			.with("game", explanation.game())
			.with("perturbation", explanation.perturbation())
			.with("reference", explanation.reference())
			.with("mode", explanation.mode())
			.with("passes", explanation.passesOrDefault())
			.with("threshold", explanation.threshold())
			.with("seed", explanation.seed())
			.with("blur_sigma", explanation.blurSigma())
			.with("smoothness", explanation.smoothness())
			.with("arithmetic", explanation.arithmetic());
		return explanation.refine() ? fingerprint.with("refine", true) : fingerprint;
	}

	/** Adds a setting. */
	public Fingerprint with(String name, Object value) {
		Map<String, String> more = new LinkedHashMap<>(settings);
		more.put(name, value.toString());
		return new Fingerprint(more);
	}

	/** An empty one, to be filled by {@link #with}. */
	public static Fingerprint empty() {
		return new Fingerprint(Map.of());
	}

	/** What differs, in words: one text per setting, as in {@code mode: paper there, fast now}. */
	List<String> differences(Fingerprint now) {
		Set<String> names = new LinkedHashSet<>(settings.keySet());
		names.addAll(now.settings.keySet());
		List<String> differences = new ArrayList<>();
		for (String name : names) {
			String there = settings.getOrDefault(name, "nothing");
			String here = now.settings.getOrDefault(name, "nothing");
			if (!there.equals(here)) differences.add(name + ": " + there + " there, " + here + " now");
		}
		return differences;
	}

	/** Reads a file of rows {@code setting,value}. */
	public static Fingerprint read(Path file) throws IOException {
		Map<String, String> settings = new LinkedHashMap<>();
		try (CSVParser rows = CSVParser.parse(Files.readString(file), FORMAT)) {
			for (CSVRecord row : rows)
				if (row.size() == 2 && row.getRecordNumber() > 1) settings.put(row.get(0), row.get(1));
		}
		return new Fingerprint(settings);
	}

	void write(Path file) throws IOException {
		StringWriter text = new StringWriter();
		try (CSVPrinter rows = new CSVPrinter(text, FORMAT)) {
			rows.printRecord("setting", "value");
			for (Map.Entry<String, String> setting : settings.entrySet())
				rows.printRecord(setting.getKey(), setting.getValue());
		}
		WholeFile.replace(file, unfinished -> Files.writeString(unfinished, text.toString()));
	}
}
