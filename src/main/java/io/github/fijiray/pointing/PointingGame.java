package io.github.fijiray.pointing;

import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.SizedClassifiers;
import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.imagej.LayerChoice;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.study.Fingerprint;
import io.github.fijiray.study.OpenedImages;
import io.github.fijiray.study.ResultTable;
import io.github.fijiray.study.StudyRun;
import io.github.fijiray.study.TruthFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Plays the pointing game (Zhang et al., ECCV 2016, §4.2; Fong, Patrick, Vedaldi, ICCV 2019, §4.1): one row per image,
 * class and method in {@code pointing.csv}, and their accuracies in {@code pointing_classes.csv} and
 * {@code pointing_methods.csv}. A run that was ended, in whatever way, goes on when it is started again with the same
 * settings.
 */
public final class PointingGame {

	/** Name of the table without {@code .csv}. */
	public static final String TABLE = "pointing";

	private final PointingSettings settings;
	private final Path output;
	private final Consumer<String> notes;

	/** @param notes is told, once each, what the user should know */
	public PointingGame(PointingSettings settings, Path output, Consumer<String> notes) {
		this.settings = settings;
		this.output = output.toAbsolutePath();
		Set<String> told = new HashSet<>();
		this.notes = note -> {
			if (told.add(note)) notes.accept(note);
		};
	}

	/** What came out. */
	public record Result(StudyRun.Outcome outcome, PointingAccuracy accuracy) {}

	/**
	 * @throws IOException if the model or the output folder cannot be used, or either the images' or the output folder is
	 *           lost on the way
	 * @throws IllegalArgumentException if no class of the data is one of the model's, or it has no such layer
	 * @throws java.util.concurrent.CancellationException if the user cancels; the rows so far stay
	 */
	public Result play(PointingData data, StudyRun run) throws IOException {
		try (SizedClassifiers classifiers = new SizedClassifiers(settings.model(), settings.options(),
			Classifier::openForScores, notes))
		{
			checkLayer(classifiers.any());
			tellWithoutTruth(data.withoutTruth());
			List<PointingItem> items = items(data, targets(data.classes(), classifiers.any().labels()));
			StudyRun.Outcome outcome;
			try (ResultTable table = ResultTable.open(output, TABLE, PointingTrial.COLUMNS, fingerprint(data, classifiers
				.any())))
			{
				outcome = run.over(data.folder(), items, table, new PointingTrial(settings, classifiers, new OpenedImages(
					TruthFiles.besideImages()), notes));
			}
			PointingAccuracy accuracy = PointingAccuracy.of(ResultTable.read(output.resolve(TABLE + ".csv")));
			accuracy.write(output);
			return new Result(outcome, accuracy);
		}
	}

	private void checkLayer(Classifier classifier) throws ModelException {
		if (!settings.layer().isBlank()) LayerChoice.of(settings.layer(), classifier.layers());
	}

	private void tellWithoutTruth(List<String> images) {
		if (!images.isEmpty()) notes.accept(images.size() + " images have no ROI file or label image and are left out: " +
			images.stream().limit(10).collect(Collectors.joining(", ")) + (images.size() > 10 ? ", …" : "") + ".");
	}

	/** The model's class of each class of the data that has one. */
	private Map<String, Integer> targets(Set<String> classes, ClassLabels labels) {
		Map<String, Integer> targets = new LinkedHashMap<>();
		List<String> unknown = new ArrayList<>();
		for (String name : classes) {
			List<Integer> found = labels.find(name);
			if (found.size() == 1) targets.put(name, found.get(0));
			else unknown.add(found.isEmpty() ? name : name + " (" + found.size() + " classes)");
		}
		String known = "the model has " + labels.names().stream().limit(10).collect(Collectors.joining("; ")) + (labels
			.size() > 10 ? "; …" : "") + " (" + labels.size() + " classes, names " + labels.origin() + ")";
		if (targets.isEmpty()) throw new IllegalArgumentException("No class of the data (" + String.join(", ", unknown) +
			") is one class of the model: " + known + ". Give the names that the data has in a file with the parameter " +
			"'labels'.");
		if (!unknown.isEmpty()) notes.accept("Objects of these classes are left out, since their names are not those of one " +
			"class of the model: " + String.join(", ", unknown) + "; " + known + ".");
		return targets;
	}

	private List<PointingItem> items(PointingData data, Map<String, Integer> targets) {
		List<PointingItem> items = new ArrayList<>();
		for (AnnotatedImage image : data.images())
			for (String name : image.objects().keySet())
				if (targets.containsKey(name)) for (PointingMethod method : settings.methods())
					items.add(new PointingItem(image, name, targets.get(name), method));
		return items;
	}

	private Fingerprint fingerprint(PointingData data, Classifier classifier) {
		return Fingerprint.of(settings.model(), classifier, settings.options())
			.with("data", data)
			.with("folder", data.folder().toAbsolutePath().normalize())
			.with("methods", settings.methods().stream().map(PointingMethod::name).collect(Collectors.joining(",")))
			.with("parameters", settings.methods().stream().map(PointingMethod::parameters).filter(text -> !text.isEmpty())
				.collect(Collectors.joining(" ")))
			.with("layer", settings.layer())
			.with("tolerance", settings.tolerance())
			.with("seed", settings.seed());
	}
}
