package io.github.fijiray.command;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.extremal.ExtremalPerturbation;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.attribution.extremal.Mode;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.ClassifierTail;
import io.github.fijiray.classifier.KeptClassifier;
import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.imagej.ErrorMessage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.LastModel;
import io.github.fijiray.imagej.LayerChoice;
import io.github.fijiray.imagej.OutputFolder;
import io.github.fijiray.imagej.ProgressMonitor;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.extremal.ExtremalImage;
import io.github.fijiray.imagej.extremal.ExtremalReport;
import io.github.fijiray.imagej.extremal.ExtremalTable;
import io.github.fijiray.imagej.extremal.ExtremalWindows;
import io.github.fijiray.imagej.extremal.GrowthStrip;
import io.github.fijiray.imagej.extremal.MaskPreview;
import io.github.fijiray.onnx.layer.Layer;

import ij.ImagePlus;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
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
 * Shows the smallest regions of an image that are enough for a classifier's decision, as masks on the image, contours, a
 * score curve and a table (Fong, Patrick, Vedaldi, ICCV 2019, §3).
 * <p>
 * The names of the parameters are the keys of macros and of the command line: they do not change.
 * </p>
 */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>" + ExtremalPerturbationCommand.LABEL, headless = true,
	initializer = "proposeModel")
public class ExtremalPerturbationCommand extends ContextCommand {

	static final String LABEL = "Extremal Perturbation...";

	@Parameter(label = "Image (title or file; empty: the active one)", required = false, persist = false,
		description = "Title of an open image, or an image file. Empty for the active image.")
	private String image = "";

	/** NB: without a window SciJava drops a command that lacks a required input, and says nothing. */
	@Parameter(label = "Classifier (.onnx)", style = "open,extensions:onnx", required = false, persist = false,
		description = "The image classifier, exported to ONNX.")
	private File model;

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

	@Parameter(label = "Output folder (optional)", style = "directory", required = false, persist = false,
		description = "Where the TIFF, the PNG and the table are written. Empty for windows only.")
	private File output;

	@Parameter(label = "Find a*", persist = false,
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

	@Parameter(label = "Layer to mask (empty: the image)", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "Name of a layer, or 'default' for the last spatial one: the masks keep its places " +
			"and not pixels of the image.")
	private String layer = "";

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

	@Parameter(label = "Save training graph as (.onnx)", style = "save,extensions:onnx", required = false,
		persist = false, attrs = @Attr(name = "advanced"),
		description = "Where to write the derived model that gives scores and gradients. Empty to not write it.")
	private File graph;

	@Parameter(type = ItemIO.OUTPUT, label = "Masks")
	private ImagePlus masks;

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

	private void explain() throws IOException {
		ExtremalSettings settings = new ExtremalParameters(areas, game, perturbation, reference, mode, passes, threshold,
			blur_sigma, smoothness, seed, refine).settings();
		ClassifierOptions options = new ClassifierParameters(preprocessing, mean, std, resize, channels, layout, scores,
			labels, provider).options();
		Path modelFile = FileParameters.model(model);
		Optional<OutputFolder> folder = FileParameters.isGiven(output) ? Optional.of(OutputFolder.of(output.getPath(),
			ExtremalTable.KIND)) : Optional.empty();
		if (FileParameters.isGiven(graph)) FileParameters.trainingGraph("graph", graph, modelFile);
		ImageInput input = ImageInput.named(image);
		SourceImage source = input.source();

		status.showStatus("Opening " + modelFile.getFileName());
		try (KeptClassifier kept = KeptClassifier.open(modelFile, options.withImageSize(source.height(), source.width()))) {
			Classifier classifier = kept.classifier();
			PreparedImage prepared = input.preparedFor(classifier);
			Scorer scorer = classifier.scorer(prepared);
			int chosen = classifier.labels().resolve(target, scorer.scores(prepared.pixels(), 1));
			String label = classifier.labels().name(chosen);

			Provenance provenance = Provenance.of(modelFile, classifier, label);
			ExtremalReport report = layer == null || layer.isBlank() ? ExtremalReport.of(input, explain(scorer, prepared,
				chosen, label, settings, input, prepared.placement()::toSource), prepared.placement(), provenance) : atLayer(
					classifier, prepared, chosen, settings, input, provenance);
			masks = ExtremalImage.of(report);
			List<Path> written = new ArrayList<>();
			if (folder.isPresent()) {
				written.addAll(folder.get().save(report, masks));
				written.add(folder.get().save(input, "growth", GrowthStrip.of(report)));
			}
			LastModel.remember(model);
			if (FileParameters.isGiven(graph)) {
				classifier.trainingGraph().save(graph.toPath());
				written.add(graph.toPath());
			}
			Stream.of(input.notes(), prepared.notes(), classifier.notes()).flatMap(List::stream).forEach(log::info);
			report.summary().forEach(log::info);
			written.forEach(file -> log.info("  written: " + file));
			ExtremalWindows.show(report, masks);
		}
	}

	/** Explains by masks over the places of a layer, the same for all of its channels. */
	private ExtremalReport atLayer(Classifier classifier, PreparedImage prepared, int chosen, ExtremalSettings settings,
		ImageInput input, Provenance provenance) throws IOException
	{
		Layer chosenLayer = LayerChoice.of(layer, classifier.layers());
		try (ClassifierTail tail = classifier.tail(chosenLayer, prepared)) {
			LayerMap map = LayerChoice.map(chosenLayer, tail.activation(), prepared);
			return ExtremalReport.atLayer(input, explain(tail.scorer(), tail.activation(), chosen, provenance.label(),
				settings, input, map::toSource), map, chosenLayer.name(), provenance);
		}
	}

	private ExtremalResult explain(Scorer scorer, PreparedImage explained, int chosen, String label,
		ExtremalSettings settings, ImageInput input, UnaryOperator<float[]> toRegion)
	{
		try (MaskPreview preview = new MaskPreview(input, toRegion, settings.areas())) {
			return ExtremalPerturbation.explain(scorer, explained, chosen, settings, new ProgressMonitor(status,
				"Explaining " + label, this::isCanceled, preview));
		}
	}
}
