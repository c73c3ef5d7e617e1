package io.github.fijiray.audit.spark;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.attribution.extremal.Mode;
import io.github.fijiray.audit.Audit;
import io.github.fijiray.audit.AuditSettings;
import io.github.fijiray.audit.AuditUnit;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.preprocessing.PreprocessingRequest;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.imagej.MacroValues;
import io.github.fijiray.perturbation.FadeReference;
import io.github.fijiray.perturbation.PerturbationKind;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.TruthFiles;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The arguments of an audit on Spark, as {@code key=value}. The keys are those of <i>Audit Folder...</i>, and
 * {@value #CHUNK}, the number of images of a task, 100 if it is not given.
 *
 * @param values by key
 */
record AuditArguments(Map<String, String> values) implements Serializable {

	static final String CHUNK = "chunk";

	static final List<String> KEYS = List.of("folder", "table", "model", "truth", "output", "unit", "tile", "margin", "warm",
		"target", "areas", "game", "perturbation", "reference", "mode", "refine", "passes", "threshold", "blur_sigma",
		"smoothness", "seed", "preprocessing", "mean", "std", "resize", "channels", "layout", "scores", "labels", "provider",
		CHUNK);

	/** @throws IllegalArgumentException if one is not {@code key=value}, or has an unknown key */
	static AuditArguments parse(String... arguments) {
		Map<String, String> values = new HashMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			if (equals < 0 || !KEYS.contains(argument.substring(0, equals))) throw new IllegalArgumentException(
				"The argument '" + argument + "' is not legal; expected key=value with one of the keys " + String.join(", ",
					KEYS) + ".");
			values.put(argument.substring(0, equals), argument.substring(equals + 1));
		}
		return new AuditArguments(values);
	}

	/** Most images of a task. */
	int chunkSize() {
		return positive(CHUNK, 100);
	}

	Path output() {
		return file("output").orElseThrow(() -> new IllegalArgumentException(
			"The argument 'output' is missing; expected a folder that all machines share.")).toAbsolutePath();
	}

	/** Lists the images. */
	Study study() throws IOException {
		if (has("table")) return Study.ofTable(file("table").get(), file("folder"));
		List<Path> others = new ArrayList<>(List.of(output()));
		file("truth").ifPresent(others::add);
		return Study.ofFolder(file("folder").orElseThrow(() -> new IllegalArgumentException(
			"The arguments 'folder' and 'table' are missing; expected a folder of images, or a table that names them.")),
			others);
	}

	/** @param threads that the classifier may use */
	Audit audit(int threads, Consumer<String> notes) throws IOException {
		TruthFiles truth = has("truth") ? TruthFiles.in(file("truth").get()) : TruthFiles.besideImages();
		return new Audit(settings(threads), truth, output(), notes);
	}

	AuditSettings settings(int threads) throws IOException {
		Path model = file("model").orElseThrow(() -> new IllegalArgumentException(
			"The argument 'model' is missing; expected the .onnx file of a classifier."));
		AuditSettings settings = AuditSettings.of(model, options().withThreads(threads), explanation()).withTarget(text(
			"target", "top"));
		AuditUnit unit = MacroValues.choice("unit", text("unit", "image"), AuditUnit.class);
		return settings.withUnit(unit, positive("tile", settings.tile()), (int) number("margin", settings.margin())).withWarm(
			truth("warm", settings.warm()));
	}

	private ExtremalSettings explanation() {
		ExtremalSettings defaults = ExtremalSettings.defaults();
		List<Double> areas = has("areas") ? MacroValues.numbers("areas", values.get("areas")) : defaults.areas();
		return defaults.withAreas(areas).withGame(choice("game", defaults.game(), Game.class)).withPerturbation(choice(
			"perturbation", defaults.perturbation(), PerturbationKind.class), choice("reference", defaults.reference(),
				FadeReference.class)).withMode(choice("mode", defaults.mode(), Mode.class), (int) number("passes", defaults
					.passes())).withThreshold(number("threshold", defaults.threshold())).withSmoothing(number("blur_sigma", defaults
						.blurSigma()), number("smoothness", defaults.smoothness())).withSeed((long) number("seed", defaults.seed()))
			.withRefine(truth("refine", defaults.refine()));
	}

	private ClassifierOptions options() {
		ClassifierOptions options = ClassifierOptions.defaults().withProvider(Provider.parse(text("provider", "auto")))
			.withPreprocessing(new PreprocessingRequest(text("preprocessing", "auto"), text("mean", ""), text("std", ""),
				MacroValues.choiceOrAuto(text("resize", "auto")), text("channels", "")));
		if (!MacroValues.choiceOrAuto(text("layout", "auto")).isEmpty()) options = options.withLayout(Layout.parse(values.get(
			"layout")));
		if (has("scores")) options = options.withScores(values.get("scores"));
		return has("labels") ? options.withLabels(file("labels").get()) : options;
	}

	private boolean has(String key) {
		return !text(key, "").isEmpty();
	}

	private String text(String key, String otherwise) {
		return values.getOrDefault(key, otherwise);
	}

	private Optional<Path> file(String key) {
		return has(key) ? Optional.of(Path.of(values.get(key))) : Optional.empty();
	}

	private <E extends Enum<E>> E choice(String key, E otherwise, Class<E> type) {
		return has(key) ? MacroValues.choice(key, values.get(key), type) : otherwise;
	}

	private boolean truth(String key, boolean otherwise) {
		return switch (text(key, String.valueOf(otherwise))) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("The argument '" + key + "' is '" + values.get(key) +
				"'; expected true or false.");
		};
	}

	private double number(String key, double otherwise) {
		if (!has(key)) return otherwise;
		List<Double> numbers = MacroValues.numbers(key, values.get(key));
		if (numbers.size() > 1) throw new IllegalArgumentException("The argument '" + key + "' is '" + values.get(key) +
			"'; expected one number.");
		return numbers.get(0);
	}

	private int positive(String key, int otherwise) {
		double number = number(key, otherwise);
		if (number < 1 || number != Math.rint(number)) throw new IllegalArgumentException("The argument '" + key + "' is " +
			number + "; expected a whole number, 1 or more.");
		return (int) number;
	}
}
