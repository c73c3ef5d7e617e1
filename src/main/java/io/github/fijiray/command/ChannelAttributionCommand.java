package io.github.fijiray.command;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.channel.ChannelAttribution;
import io.github.fijiray.attribution.channel.ChannelResult;
import io.github.fijiray.attribution.channel.ChannelSettings;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.ClassifierTail;
import io.github.fijiray.classifier.KeptClassifier;
import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.imagej.ErrorMessage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.LastModel;
import io.github.fijiray.imagej.LayerChoice;
import io.github.fijiray.imagej.MacroValues;
import io.github.fijiray.imagej.OutputFolder;
import io.github.fijiray.imagej.ProgressMonitor;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.channel.ChannelImages;
import io.github.fijiray.imagej.channel.ChannelReport;
import io.github.fijiray.imagej.channel.ChannelTable;
import io.github.fijiray.imagej.channel.ChannelWindows;
import io.github.fijiray.imagej.channel.SaliencyPreview;
import io.github.fijiray.onnx.layer.Layer;

import ij.ImagePlus;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Shows which channels of a layer are enough for a classifier's decision, as a saliency map on the image, a score curve,
 * tables and the channels themselves (Fong, Patrick, Vedaldi, ICCV 2019, §5.1).
 * <p>
 * The names of the parameters are the keys of macros and of the command line: they do not change.
 * </p>
 */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>" + ChannelAttributionCommand.LABEL, headless = true,
	initializer = "proposeModel")
public class ChannelAttributionCommand extends ContextCommand {

	static final String LABEL = "Channel Attribution...";

	@Parameter(label = "Image (title or file; empty: the active one)", required = false, persist = false,
		description = "Title of an open image, or an image file. Empty for the active image.")
	private String image = "";

	/** NB: without a window SciJava drops a command that lacks a required input, and says nothing. */
	@Parameter(label = "Classifier (.onnx)", style = "open,extensions:onnx", required = false, persist = false,
		description = "The image classifier, exported to ONNX.")
	private File model;

	@Parameter(label = "Layer (empty: the last spatial one)", required = false, persist = false,
		description = "Name of a tensor or node of the model. A name that is not found lists those that there are.")
	private String layer = "";

	@Parameter(label = "Class to explain (top, number, name)", persist = false,
		description = "'top' for the class with the highest score, the number of a class (from 0), or its name.")
	private String target = "top";

	@Parameter(label = "Numbers of channels (empty: automatic)", required = false, persist = false,
		description = "How many channels the masks keep, with commas between them, as in 1,5,10,20. Empty for 1, 5, 10, 20, " +
			"25, 35, … up to all of the layer.")
	private String channels = "";

	@Parameter(label = "Game", choices = { "preservation", "deletion", "hybrid" }, persist = false,
		description = "preservation: the channels that are enough for the decision. deletion: those without which it " +
			"falls. hybrid: both.")
	private String game = "preservation";

	@Parameter(label = "Preprocessing", choices = { "auto", "imagenet", "caffe", "0-1", "0-255", "none", "min-max",
		"percentile", "z-score" }, persist = false,
		description = "How the classifier wants its intensities. auto: as the file beside the model says.")
	private String preprocessing = "auto";

	@Parameter(label = "Output folder (optional)", style = "directory", required = false, persist = false,
		description = "Where the TIFF, the PNG and the table are written. Empty for windows only.")
	private File output;

	@Parameter(label = "Passes (0: automatic)", min = "0", persist = false, attrs = @Attr(name = "advanced"),
		description = "Number of forward and backward passes; 0 for 80.")
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
		description = "0 starts from the score's gradient; other numbers start a little differently, to see whether the " +
			"answer is unique.")
	private long seed = 0;

	@Parameter(type = ItemIO.OUTPUT, label = "Saliency")
	private ImagePlus saliency;

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
			explain();
		}
		catch (CancellationException e) {
			status.clearStatus();
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
	}

	private void explain() throws IOException {
		ChannelSettings settings = settings();
		ClassifierOptions options = new ClassifierParameters(preprocessing, mean, std, resize, inputs, layout, scores,
			labels, provider).options();
		Path modelFile = FileParameters.model(model);
		Optional<OutputFolder> folder = FileParameters.isGiven(output) ? Optional.of(OutputFolder.of(output.getPath(),
			ChannelTable.KIND)) : Optional.empty();
		ImageInput input = ImageInput.named(image);
		SourceImage source = input.source();

		status.showStatus("Opening " + modelFile.getFileName());
		try (KeptClassifier kept = KeptClassifier.open(modelFile, options.withImageSize(source.height(), source.width()))) {
			Classifier classifier = kept.classifier();
			PreparedImage prepared = input.preparedFor(classifier);
			Layer chosenLayer = LayerChoice.of(layer, classifier.layers());
			try (ClassifierTail tail = classifier.tail(chosenLayer, prepared)) {
				PreparedImage activation = tail.activation();
				LayerMap map = LayerChoice.map(chosenLayer, activation, prepared);
				int chosen = classifier.labels().resolve(target, tail.scorer().scores(activation.pixels(), 1));
				String label = classifier.labels().name(chosen);

				ChannelResult result;
				try (SaliencyPreview preview = new SaliencyPreview(input, activation, map)) {
					result = ChannelAttribution.explain(tail.scorer(), activation, chosen, settings, new ProgressMonitor(status,
						"Explaining " + label, this::isCanceled, preview));
				}

				ChannelReport report = new ChannelReport(input, result, chosenLayer.name(), activation, map, Provenance.of(
					modelFile, classifier, label));
				saliency = ChannelImages.saliency(report);
				List<Path> written = folder.isPresent() ? folder.get().save(report, saliency) : List.of();
				Stream.of(input.notes(), prepared.notes(), classifier.notes(), report.summary()).flatMap(List::stream).forEach(
					log::info);
				LastModel.remember(model);
				written.forEach(file -> log.info("  written: " + file));
				ChannelWindows.show(report, saliency);
			}
		}
		status.clearStatus();
	}

	private ChannelSettings settings() {
		return ChannelSettings.defaults().withChannels(MacroValues.wholeNumbers("channels", channels)).withGame(MacroValues
			.choice("game", game, Game.class)).withPasses(passes).withThreshold(threshold).withSeed(seed);
	}
}
