package io.github.fijiray.command;

import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.imagej.ErrorMessage;
import io.github.fijiray.imagej.LastModel;
import io.github.fijiray.imagej.TextWindows;
import io.github.fijiray.monotonicity.MonotonicitySettings;
import io.github.fijiray.monotonicity.MonotonicityStudy;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyProgress;
import io.github.fijiray.study.StudyRun;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
 * Tells for which images of a folder or a table the score grows with the area of the extremal mask (Fong, Patrick,
 * Vedaldi, ICCV 2019, eq. 8).
 * <p>
 * The names of the parameters are the keys of macros and of the command line: they do not change. Those of the
 * explanation are the ones of {@link ExtremalPerturbationCommand}.
 * </p>
 */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>" + MonotonicityCommand.LABEL, headless = true,
	initializer = "proposeModel")
public class MonotonicityCommand extends ContextCommand {

	static final String LABEL = "Monotonicity...";

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

	@Parameter(label = "Output folder", style = "directory", required = false, persist = false,
		description = "Where the tables are written. A run that was ended goes on there.")
	private File output;

	@Parameter(label = "Class to explain (top, number, name)", persist = false,
		description = "'top' for the class with the highest score, the number of a class (from 0), or its name.")
	private String target = "top";

	@Parameter(label = "Areas (fractions of the image)", persist = false,
		description = "Sizes of the masks as fractions of the image, with commas between them.")
	private String areas = "0.05,0.1,0.2,0.4,0.6,0.8";

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
			compare();
		}
		catch (CancellationException e) {
			log.info("The study was cancelled; start it again with the same settings to go on.");
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

	private void compare() throws IOException {
		ExtremalSettings explanation = new ExtremalParameters(areas, "preservation", perturbation, reference, mode, passes,
			threshold, blur_sigma, smoothness, seed, false).settings();
		MonotonicitySettings settings = new MonotonicitySettings(FileParameters.model(model), new ClassifierParameters(
			preprocessing, mean, std, resize, channels, layout, scores, labels, provider).options(), target, explanation);
		if (!FileParameters.isGiven(output)) throw new IllegalArgumentException(
			"The parameter 'output' is empty; expected a folder for the results.");
		MonotonicityStudy.Result result = new MonotonicityStudy(settings, output.toPath(), log::info).run(study(),
			new StudyRun(new StudyProgress(status, "Comparing areas", this::isCanceled), log));
		LastModel.remember(model);
		StudyRun.Outcome outcome = result.outcome();
		log.info(outcome.finished() + " images explained, " + outcome.failed() + " of them without a result, " + outcome
			.skipped() + " were finished before; see " + output + ".");
		TextWindows.show("Monotonicity", result.summary().text(), log);
	}

	private Study study() throws IOException {
		Optional<Path> images = FileParameters.isGiven(folder) ? Optional.of(folder.toPath()) : Optional.empty();
		if (FileParameters.isGiven(table)) return Study.ofTable(table.toPath(), images);
		return Study.ofFolder(images.orElseThrow(() -> new IllegalArgumentException(
			"The parameters 'folder' and 'table' are empty; expected a folder of images, or a table that names them.")), List
				.of(output.toPath()));
	}
}
