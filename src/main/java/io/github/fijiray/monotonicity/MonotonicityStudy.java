package io.github.fijiray.monotonicity;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalPerturbation;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.metric.Monotonicity;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.SizedClassifiers;
import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.study.Fingerprint;
import io.github.fijiray.study.OpenedImages;
import io.github.fijiray.study.ResultTable;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyImage;
import io.github.fijiray.study.StudyRun;
import io.github.fijiray.study.TruthFiles;

import ij.ImagePlus;

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
 * For which images of a study the score grows with the area of the extremal mask, up to a* (Fong, Patrick, Vedaldi, ICCV
 * 2019, eq. 8): one row per image in {@code monotonicity.csv}. A run that was ended, in whatever way, goes on when it is
 * started again with the same settings.
 */
public final class MonotonicityStudy {

	/** Name of the table without {@code .csv}. */
	public static final String TABLE = "monotonicity";

	static final String MONOTONE = "monotone";
	static final String FALLS = "falls";
	static final String LARGEST_FALL = "largest_fall";
	private static final List<String> FIRST = List.of("explained", "score_image", "score_perturbed", "optimal_area",
		MONOTONE, LARGEST_FALL, FALLS);

	private final MonotonicitySettings settings;
	private final Path output;
	private final Consumer<String> notes;

	/** @param notes is told, once each, what the user should know */
	public MonotonicityStudy(MonotonicitySettings settings, Path output, Consumer<String> notes) {
		this.settings = settings;
		this.output = output.toAbsolutePath();
		Set<String> told = new HashSet<>();
		this.notes = note -> {
			if (told.add(note)) notes.accept(note);
		};
	}

	/** What came out. */
	public record Result(StudyRun.Outcome outcome, MonotonicitySummary summary) {}

	/**
	 * @throws IOException if the model or the output folder cannot be used, or either the images' or the output folder is
	 *           lost on the way
	 * @throws java.util.concurrent.CancellationException if the user cancels; the rows so far stay
	 */
	public Result run(Study study, StudyRun run) throws IOException {
		OpenedImages images = new OpenedImages(TruthFiles.besideImages());
		try (SizedClassifiers classifiers = new SizedClassifiers(settings.model(), settings.options(), Classifier::open,
			notes))
		{
			ClassLabels labels = classifiers.any().labels();
			labels.resolve(settings.target(), new float[labels.size()]);
			StudyRun.Outcome outcome;
			try (ResultTable table = ResultTable.open(output, TABLE, columns(), fingerprint(study, classifiers.any()))) {
				outcome = run.over(study.folder(), study.images(), table, (StudyImage image, Monitor monitor) -> measure(images
					.image(image), classifiers, monitor));
			}
			MonotonicitySummary summary = MonotonicitySummary.of(ResultTable.read(output.resolve(TABLE + ".csv")));
			summary.write(output);
			return new Result(outcome, summary);
		}
	}

	private Map<String, ?> measure(ImagePlus image, SizedClassifiers classifiers, Monitor monitor) throws IOException {
		image.deleteRoi();
		ImageInput input = ImageInput.of(image);
		Classifier classifier = classifiers.forImage(input.source());
		PreparedImage prepared = classifier.prepare(input.source());
		input.notes().forEach(notes);
		prepared.notes().forEach(notes);
		Scorer scorer = classifier.scorer(prepared);
		int target = classifier.labels().resolve(settings.target(), scorer.scores(prepared.pixels(), 1));
		ExtremalResult result = ExtremalPerturbation.explain(scorer, prepared, target, settings.explanation(), monitor);
		List<Monotonicity.Violation> falls = Monotonicity.violations(result.masks(), settings.explanation().threshold() *
			result.scoreImage());

		Map<String, Object> row = new LinkedHashMap<>();
		row.put("explained", classifier.labels().name(target));
		row.put("score_image", result.scoreImage());
		row.put("score_perturbed", result.scorePerturbed());
		row.put("optimal_area", result.optimalArea().isPresent() ? result.optimalArea().getAsDouble() : "");
		row.put(MONOTONE, falls.isEmpty());
		row.put(LARGEST_FALL, (float) falls.stream().mapToDouble(Monotonicity.Violation::fall).max().orElse(0));
		row.put(FALLS, falls.stream().map(MonotonicityStudy::words).collect(Collectors.joining("; ")));
		for (ExtremalMask mask : result.masks())
			row.put(kept(mask.area()), mask.scoreKept());
		return row;
	}

	/** As in {@code 0.05 to 0.1: 5.3 to 4.9}. */
	private static String words(Monotonicity.Violation violation) {
		return violation.smaller().area() + " to " + violation.larger().area() + ": " + violation.smaller().scoreKept() +
			" to " + violation.larger().scoreKept();
	}

	private List<String> columns() {
		List<String> columns = new ArrayList<>(FIRST);
		settings.explanation().areas().forEach(area -> columns.add(kept(area)));
		return columns;
	}

	private static String kept(double area) {
		return "kept_" + area;
	}

	private Fingerprint fingerprint(Study study, Classifier classifier) {
		return Fingerprint.of(settings.model(), classifier, settings.options()).with("folder", study.folder())
			.with("target", settings.target()).with(settings.explanation());
	}
}
