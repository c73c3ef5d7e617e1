package io.github.fijiray.command;

import io.github.fijiray.attribution.channel.ChannelSettings;
import io.github.fijiray.attribution.inversion.InversionSettings;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.imagej.ErrorMessage;
import io.github.fijiray.imagej.LastModel;
import io.github.fijiray.imagej.MacroValues;
import io.github.fijiray.imagej.ProgressMonitor;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.profile.Profile;
import io.github.fijiray.profile.ProfileSettings;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyProgress;
import io.github.fijiray.study.StudyRun;

import ij.ImagePlus;

import java.awt.GraphicsEnvironment;
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
 * Shows which channels of a layer belong to each class, what they look for, and which images excite them most (Fong,
 * Patrick, Vedaldi, ICCV 2019, §5.2).
 * <p>
 * The names of the parameters are the keys of macros and of the command line: they do not change.
 * </p>
 */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>" + ClassProfileCommand.LABEL, headless = true,
	initializer = "proposeModel")
public class ClassProfileCommand extends ContextCommand {

	static final String LABEL = "Class Profile...";

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

	@Parameter(label = "Layer (empty: the last spatial one)", required = false, persist = false,
		description = "Name of a tensor or node of the model. A name that is not found lists those that there are.")
	private String layer = "";

	@Parameter(label = "Class to explain (class, top, number, name)", persist = false,
		description = "'class' for the one that an image belongs to, or if that is not known the one with the highest score; " +
			"'top' for the latter; or the number of a class (from 0) or its name for all images.")
	private String target = "class";

	@Parameter(label = "Numbers of channels (empty: automatic)", required = false, persist = false,
		description = "As for Channel Attribution: of these numbers the smallest that is enough for the decision is inverted.")
	private String channels = "";

	@Parameter(label = "Channels to show of each class", min = "1", persist = false,
		description = "How many of a class's channels are inverted and shown in its montage.")
	private int shown = 5;

	@Parameter(label = "Preprocessing", choices = { "auto", "imagenet", "caffe", "0-1", "0-255", "none", "min-max",
		"percentile", "z-score" }, persist = false,
		description = "How the classifier wants its intensities. auto: as the file beside the model says.")
	private String preprocessing = "auto";

	@Parameter(label = "Output folder", style = "directory", required = false, persist = false,
		description = "Where tables and montages are written. A run that was ended goes on there.")
	private File output;

	@Parameter(label = "Passes (0: automatic)", min = "0", persist = false, attrs = @Attr(name = "advanced"),
		description = "Number of forward and backward passes of the inversion; 0 for 64.")
	private int passes = 0;

	@Parameter(label = "Sufficient score (share of the image's)", persist = false, attrs = @Attr(name = "advanced"),
		description = "A number of channels is sufficient if its score reaches this share of the image's score.")
	private double threshold = 1;

	@Parameter(label = "Subtract (mean per channel)", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "Replaces the preprocessing's mean, as in 0.485,0.456,0.406.")
	private String mean = "";

	@Parameter(label = "Divide by (std per channel)", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "Replaces the preprocessing's standard deviation.")
	private String std = "";

	@Parameter(label = "Resizing", choices = { "auto", "stretch", "crop", "fit" }, persist = false, attrs = @Attr(
		name = "advanced"), description = "How the image gets the size of the classifier's input.")
	private String resize = "auto";

	@Parameter(label = "Image channels for the classifier", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "rgb, bgr, or the numbers of the image's channels in the model's order, as in " +
			"2,1. Empty for all channels in their order.")
	private String inputs = "";

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
		description = "Of the start and of the random views. The same number gives the same images.")
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
			profile();
		}
		catch (CancellationException e) {
			log.info("The profile was cancelled; start it again with the same settings to go on.");
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

	private void profile() throws IOException {
		ChannelSettings choice = ChannelSettings.defaults().withChannels(MacroValues.wholeNumbers("channels", channels))
			.withThreshold(threshold);
		ClassifierOptions options = new ClassifierParameters(preprocessing, mean, std, resize, inputs, layout, scores,
			labels, provider).options();
		ProfileSettings settings = new ProfileSettings(FileParameters.model(model), options, MacroValues.text(layer),
			MacroValues.text(target).strip(), choice, InversionSettings.defaults().withPasses(passes).withSeed(seed), shown);
		if (!FileParameters.isGiven(output)) throw new IllegalArgumentException(
			"The parameter 'output' is empty; expected a folder for the results.");
		StudyRun run = new StudyRun(new StudyProgress(status, "Profiling", this::isCanceled), log);
		Profile.Result result = new Profile(settings, output.toPath(), log::info).run(study(), run,
			task -> new ProgressMonitor(status, task, this::isCanceled, images -> {}));
		LastModel.remember(model);
		StudyRun.Outcome outcome = result.outcome();
		log.info(outcome.finished() + " images profiled, " + outcome.failed() + " of them without a result, " + outcome
			.skipped() + " were finished before; see " + output + ".");
		if (GraphicsEnvironment.isHeadless()) return;
		result.table().rows().show("Class Profile");
		result.montages().forEach((label, montage) -> new ImagePlus("Profile of " + label, montage).show());
	}

	private Study study() throws IOException {
		Optional<Path> images = FileParameters.isGiven(folder) ? Optional.of(folder.toPath()) : Optional.empty();
		if (FileParameters.isGiven(table)) return Study.ofTable(table.toPath(), images);
		return Study.ofFolder(images.orElseThrow(() -> new IllegalArgumentException(
			"The parameters 'folder' and 'table' are empty; expected a folder of images, or a table that names them.")), List
				.of(output.toPath()));
	}
}
