package io.github.fijiray.audit;

import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.SizedClassifiers;
import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.study.Fingerprint;
import io.github.fijiray.study.OpenedImages;
import io.github.fijiray.study.ResultTable;
import io.github.fijiray.study.Steps;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyPart;
import io.github.fijiray.study.StudyRun;
import io.github.fijiray.study.TruthFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Explains the decisions of a classifier on all images of a study: one row per item in {@code audit.csv}, and a folder of
 * files per item, see {@link AuditColumns}. A run that was ended, in whatever way, goes on when it is started again with
 * the same settings.
 */
public final class Audit {

	/** Name of the table without {@code .csv}. */
	public static final String TABLE = "audit";

	private final AuditSettings settings;
	private final TruthFiles truth;
	private final Path output;
	private final Set<String> told = new HashSet<>();
	private final Consumer<String> notes;

	/**
	 * @param notes is told, once each, what the user should know
	 */
	public Audit(AuditSettings settings, TruthFiles truth, Path output, Consumer<String> notes) {
		this.settings = settings;
		this.truth = truth;
		this.output = output.toAbsolutePath();
		this.notes = note -> {
			if (told.add(note)) notes.accept(note);
		};
	}

	/**
	 * Audits a study, or a shard of it into a table of its own, see {@link #merge}.
	 *
	 * @throws IOException if the model or the output folder cannot be used, or either the images' or the output folder is
	 *           lost on the way
	 * @throws java.util.concurrent.CancellationException if the user cancels
	 */
	public StudyRun.Outcome run(StudyPart part, StudyRun run) throws IOException {
		OpenedImages images = new OpenedImages(truth);
		try (SizedClassifiers classifiers = new SizedClassifiers(settings.model(), settings.options(), Classifier::open,
			notes)) {
			requireTarget(classifiers.any().labels());
			List<AuditItem> all = new AuditItems(settings, images).of(part.study(), run.steps("Listing what is to be audited"));
			List<AuditItem> items = part.own(AuditItems.runs(all)).stream().flatMap(List::stream).toList();
			StudyRun.Outcome outcome;
			try (ResultTable table = ResultTable.open(output, ShardTables.name(part.shard()), AuditColumns.of(settings
				.explanation()), fingerprint(part.study(), classifiers.any())))
			{
				outcome = run.over(part.study().folder(), items, table, new ItemAudit(settings, images, new ItemExplainer(settings,
					classifiers, images), new AuditFiles(output), notes));
			}
			images.close();
			if (part.shard().isAll()) writeStacks(items, run.steps("Putting the evidence together"));
			return outcome;
		}
	}

	/**
	 * Joins the tables of all shards to {@code audit.csv}, the same file that a run without shards writes.
	 *
	 * @return the number of rows
	 * @throws IOException if a shard is missing, not finished, or has other settings; the message says which
	 */
	public int merge(Study study) throws IOException {
		OpenedImages images = new OpenedImages(truth);
		List<AuditItem> items = new AuditItems(settings, images).of(study, Steps.SILENT);
		images.close();
		int rows = new ShardTables(output).merge(items);
		writeStacks(items, Steps.SILENT);
		return rows;
	}

	private void writeStacks(List<AuditItem> items, Steps steps) throws IOException {
		if (settings.unit() != AuditUnit.IMAGE) new EvidenceStacks(output, notes).write(items, steps);
	}

	/** A class that does not exist is the user's mistake and not that of every image. */
	private void requireTarget(ClassLabels labels) {
		labels.resolve(settings.target(), new float[labels.size()]);
	}

	private Fingerprint fingerprint(Study study, Classifier classifier) {
		return Fingerprint.of(settings.model(), classifier, settings.options())
			.with("target", settings.target())
			.with(settings.explanation())
			.with("unit", settings.unit())
			.with("tile", settings.tile())
			.with("margin", settings.margin())
			.with("warm", settings.warm())
			.with("folder", study.folder())
			.with("truth", truth);
	}
}
