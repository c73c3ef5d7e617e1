package io.github.fijiray.command;

import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.audit.Audit;
import io.github.fijiray.audit.AuditSettings;
import io.github.fijiray.audit.AuditTable;
import io.github.fijiray.audit.AuditUnit;
import io.github.fijiray.audit.report.AuditReport;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.imagej.ErrorMessage;
import io.github.fijiray.imagej.LastModel;
import io.github.fijiray.imagej.MacroValues;
import io.github.fijiray.study.Shard;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyPart;
import io.github.fijiray.study.StudyProgress;
import io.github.fijiray.study.StudyRun;
import io.github.fijiray.study.TruthFiles;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Explains the decisions of a classifier on all images of a folder or a table, with one row and some files per image.
 * <p>
 * The names of the parameters are the keys of macros and of the command line: they do not change. Those of the
 * explanation are the ones of {@link ExtremalPerturbationCommand}.
 * </p>
 */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>" + AuditFolderCommand.LABEL, headless = true,
	initializer = "proposeModel")
public class AuditFolderCommand extends ContextCommand {

	static final String LABEL = "Audit Folder...";

	@Parameter(label = "Folder of images", style = "directory", required = false, persist = false,
		description = "All images in it and below; sub-folders are classes. With a table: what its paths are relative to.")
	private File folder;

	@Parameter(label = "Table of images (optional)", style = "open,extensions:csv/tsv", required = false, persist = false,
		description = "CSV or TSV with a column 'file' and, if known, 'class'.")
	private File table;

	/** NB: without a window SciJava drops a command that lacks a required input, and says nothing. */
	@Parameter(label = "Classifier (.onnx)", style = "open,extensions:onnx", required = false, persist = false,
		description = "The image classifier, exported to ONNX.")
	private File model;

	@Parameter(label = "Truth (folder, optional)", style = "directory", required = false, persist = false,
		description = "ROI files or label images named like the images. Empty for ROI files beside the images, if any.")
	private File truth;

	@Parameter(label = "Output folder", style = "directory", required = false, persist = false,
		description = "Where the table and the masks are written. An audit that was ended goes on there.")
	private File output;

	@Parameter(label = "Classify each", choices = { "image", "plane", "object", "tile" }, persist = false,
		description = "image: the plane that ImageJ shows first. plane: every slice and frame. object: every object of the " +
			"truth. tile: a grid of tiles.")
	private String unit = "image";

	@Parameter(label = "Class to explain (top, number, name)", persist = false,
		description = "'top' for the class with the highest score, the number of a class (from 0), or its name.")
	private String target = "top";

	@Parameter(label = "Areas (fractions of the image)", persist = false,
		description = "Sizes of the masks as fractions of the image, with commas between them.")
	private String areas = "0.05,0.1,0.2,0.4,0.6,0.8";

	@Parameter(label = "Game", choices = { "preservation", "deletion", "hybrid" }, persist = false,
		description = "preservation: the region that is enough for the decision. deletion: the region without which it " +
			"falls. hybrid: both.")
	private String game = "preservation";

	@Parameter(label = "Perturbation", choices = { "blur", "fade" }, persist = false,
		description = "What happens to the pixels outside the region: they are blurred, or fade to one value.")
	private String perturbation = "blur";

	@Parameter(label = "Mode", choices = { "fast", "paper" }, persist = false,
		description = "fast: masks that lie on the evidence as surely, in ten times fewer passes. paper: the published " +
			"optimiser.")
	private String mode = "fast";

	@Parameter(label = "Preprocessing", choices = { "auto", "imagenet", "caffe", "0-1", "0-255", "none", "min-max",
		"percentile", "z-score" }, persist = false,
		description = "How the classifier wants its intensities. auto: as the file beside the model says.")
	private String preprocessing = "auto";

	@Parameter(label = "Find a*", persist = false, attrs = @Attr(name = "advanced"),
		description = "After the areas above, tries others until the smallest sufficient one is known within 10 %.")
	private boolean refine = false;

	@Parameter(label = "Passes (0: automatic)", min = "0", persist = false, attrs = @Attr(name = "advanced"),
		description = "Number of forward and backward passes; 0 for 80 in fast and 800 in paper mode.")
	private int passes = 0;

	@Parameter(label = "Sufficient score (share of the image's)", persist = false, attrs = @Attr(name = "advanced"),
		description = "An area is sufficient if its score reaches this share of the whole image's score.")
	private double threshold = 1;

	@Parameter(label = "Fade to", choices = { "black", "mean" }, persist = false, attrs = @Attr(name = "advanced"),
		description = "What the perturbation 'fade' ends in: zero intensity, or each channel's mean.")
	private String reference = "black";

	@Parameter(label = "Strongest blur (sigma, 0: automatic)", min = "0", persist = false, attrs = @Attr(
		name = "advanced"), description = "In pixels of the classifier's input; 0 for 20 pixels at 224, scaled.")
	private double blur_sigma = 0;

	@Parameter(label = "Smoothness of the masks (sigma, 0: automatic)", min = "0", persist = false, attrs = @Attr(
		name = "advanced"), description = "In pixels of the classifier's input; 0 for 21 pixels at 224, scaled.")
	private double smoothness = 0;

	@Parameter(label = "Subtract (mean per channel)", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "Replaces the preprocessing's mean, as in 0.485,0.456,0.406.")
	private String mean = "";

	@Parameter(label = "Divide by (std per channel)", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "Replaces the preprocessing's standard deviation.")
	private String std = "";

	@Parameter(label = "Resizing", choices = { "auto", "stretch", "crop", "fit" }, persist = false, attrs = @Attr(
		name = "advanced"), description = "How the image gets the size of the classifier's input.")
	private String resize = "auto";

	@Parameter(label = "Channels for the classifier", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "rgb, bgr, or the numbers of the image's channels in the model's order, as in " +
			"2,1. Empty for all channels in their order.")
	private String channels = "";

	@Parameter(label = "Axes of the model", choices = { "auto", "nchw", "nhwc" }, persist = false, attrs = @Attr(
		name = "advanced"), description = "Order of the axes of the model's input.")
	private String layout = "auto";

	@Parameter(label = "Output with the class scores", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "Name of the model's output. Empty for the one that looks most like class scores.")
	private String scores = "";

	@Parameter(label = "Class names (file)", style = "open", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "A text file with one class name per line. Empty for the model's own names.")
	private File labels;

	@Parameter(label = "Computing on", choices = { "auto", "cpu", "cuda" }, persist = false, attrs = @Attr(
		name = "advanced"), description = "auto: CUDA where it can start, else the CPU.")
	private String provider = "auto";

	@Parameter(label = "Seed", persist = false, attrs = @Attr(name = "advanced"),
		description = "0 starts as published; other numbers start a little differently, to see whether the answer is unique.")
	private long seed = 0;

	@Parameter(label = "Side of a tile (pixels)", min = "1", persist = false, attrs = @Attr(name = "advanced"),
		description = "For tiles.")
	private int tile = 512;

	@Parameter(label = "Margin around an object (pixels)", min = "0", persist = false, attrs = @Attr(name = "advanced"),
		description = "For objects: how much around the bounding box is classified with it.")
	private int margin = 0;

	@Parameter(label = "Start at the masks of the plane before", persist = false, attrs = @Attr(name = "advanced"),
		description = "For planes: masks start from those of the slice or frame before, and need a quarter of the passes.")
	private boolean warm = false;

	@Parameter(label = "Shard (i/n, or merge)", required = false, persist = false, attrs = @Attr(name = "advanced"),
		description = "3/8 audits the third of eight parts, for jobs on several machines; merge joins their tables. " +
			"Empty for all.")
	private String shard = "";

	@Parameter
	private StatusService status;

	@Parameter
	private LogService log;

	/** Called before the dialog. */
	void proposeModel() {
		if (model == null) model = LastModel.proposed();
	}

	@Override
	public void run() {
		try {
			audit();
		}
		catch (CancellationException e) {
			log.info("The audit was cancelled; start it again with the same settings to go on.");
			cancel(null);
		}
		catch (UncheckedIOException e) {
			cancel(null);
			ErrorMessage.show(LABEL, e.getCause());
		}
		catch (IOException | RuntimeException | OutOfMemoryError e) {
			cancel(null);
			ErrorMessage.show(LABEL, e);
		}
		finally {
			status.clearStatus();
		}
	}

	private void audit() throws IOException {
		AuditSettings settings = settings();
		if (!FileParameters.isGiven(output)) throw new IllegalArgumentException(
			"The parameter 'output' is empty; expected a folder for the results.");
		TruthFiles truths = FileParameters.isGiven(truth) ? TruthFiles.in(truth.toPath()) : TruthFiles.besideImages();
		Study study = study();
		Audit audit = new Audit(settings, truths, output.toPath(), log::info);
		Path result = output.toPath().resolve(Audit.TABLE + ".csv");
		if (MacroValues.text(shard).strip().equalsIgnoreCase("merge")) {
			log.info(audit.merge(study) + " rows are merged in " + result + ".");
			report();
			return;
		}
		StudyPart part = StudyPart.of(study, Shard.parse(shard));
		StudyRun.Outcome outcome = audit.run(part, new StudyRun(new StudyProgress(status, "Auditing",
			this::isCanceled), log));
		LastModel.remember(model);
		log.info(outcome.finished() + " audited, " + outcome.failed() + " of them without a result, " + outcome.skipped() +
			" were finished before; see " + output + ".");
		if (part.shard().isAll()) report();
	}

	private void report() throws IOException {
		status.showStatus("Writing the report of the audit");
		Path page = output.toPath().resolve(AuditReport.FILE);
		AuditReport.write(AuditTable.read(output.toPath()), page);
		log.info("The report is in " + page + "; it opens in any browser.");
	}

	private AuditSettings settings() throws IOException {
		ExtremalSettings explanation = new ExtremalParameters(areas, game, perturbation, reference, mode, passes, threshold,
			blur_sigma, smoothness, seed, refine).settings();
		ClassifierOptions options = new ClassifierParameters(preprocessing, mean, std, resize, channels, layout, scores,
			labels, provider).options();
		return AuditSettings.of(FileParameters.model(model), options, explanation).withTarget(target).withUnit(MacroValues
			.choice("unit", unit, AuditUnit.class), tile, margin).withWarm(warm);
	}

	private Study study() throws IOException {
		Optional<Path> images = FileParameters.isGiven(folder) ? Optional.of(folder.toPath()) : Optional.empty();
		if (FileParameters.isGiven(table)) return Study.ofTable(table.toPath(), images);
		List<Path> others = new ArrayList<>(List.of(output.toPath()));
		if (FileParameters.isGiven(truth)) others.add(truth.toPath());
		return Study.ofFolder(images.orElseThrow(() -> new IllegalArgumentException(
			"The parameters 'folder' and 'table' are empty; expected a folder of images, or a table that names them.")),
			others);
	}
}
