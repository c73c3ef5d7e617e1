package io.github.fijiray.command;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.map.AttributionMethods;
import io.github.fijiray.attribution.map.MethodParameters;
import io.github.fijiray.attribution.map.Sign;
import io.github.fijiray.attribution.metric.SanityCheck;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
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
import io.github.fijiray.imagej.sanity.SanityReport;
import io.github.fijiray.imagej.sanity.SanityReport.MethodCheck;
import io.github.fijiray.imagej.sanity.SanityTable;
import io.github.fijiray.imagej.sanity.SanityWindows;
import io.github.fijiray.onnx.layer.Layer;

import ij.ImagePlus;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginService;

/**
 * Shows whether the maps of attribution methods depend on what a classifier has learned: as its layers get random weights
 * one after the other, from the last to the first, a map should change (Adebayo et al., NeurIPS 2018).
 * <p>
 * The names of the parameters are the keys of macros and of the command line: they do not change.
 * </p>
 */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>" + SanityCheckCommand.LABEL, headless = true,
	initializer = "propose")
public class SanityCheckCommand extends ContextCommand {

	static final String LABEL = "Sanity Check...";

	@Parameter(label = "Image (title or file; empty: the active one)", required = false, persist = false,
		description = "Title of an open image, or an image file. Empty for the active image.")
	private String image = "";

	/** NB: without a window SciJava drops a command that lacks a required input, and says nothing. */
	@Parameter(label = "Classifier (.onnx)", style = "open,extensions:onnx", required = false, persist = false,
		description = "The image classifier, exported to ONNX.")
	private File model;

	@Parameter(label = "Methods (names with commas, or all)", persist = false,
		description = "One or several methods, with commas between them.")
	private String method = "extremal,grad-cam,guided";

	@Parameter(label = "Installed", visibility = ItemVisibility.MESSAGE, required = false, persist = false)
	private String installed = "";

	@Parameter(label = "Class to explain (top, number, name)", persist = false,
		description = "'top' for the class with the highest score, the number of a class (from 0), or its name.")
	private String target = "top";

	@Parameter(label = "Layer (empty: each method's own)", required = false, persist = false,
		description = "Name of a tensor or node of the model, for the methods that explain a layer. Empty for the last one " +
			"with places in the image. A name that is not found lists those that there are.")
	private String layer = "";

	@Parameter(label = "Sign", choices = { "auto", "positive", "negative", "absolute", "all" }, persist = false,
		description = "What of the map counts: what speaks for the class, against it, both, or the map as it is. auto: as " +
			"the method's authors show it.")
	private String sign = "auto";

	@Parameter(label = "Stages (0: one per layer)", min = "0", persist = false,
		description = "Number of classifiers with more and more random layers; the last one is random throughout.")
	private int stages = 8;

	@Parameter(label = "Preprocessing", choices = { "auto", "imagenet", "caffe", "0-1", "0-255", "none", "min-max",
		"percentile", "z-score" }, persist = false,
		description = "How the classifier wants its intensities. auto: as the file beside the model says.")
	private String preprocessing = "auto";

	@Parameter(label = "Output folder (optional)", style = "directory", required = false, persist = false,
		description = "Where the TIFFs, the PNG and the table are written. Empty for windows only.")
	private File output;

	@Parameter(label = "Methods' own parameters", required = false, persist = false, attrs = @Attr(name = "advanced"),
		description = "As in rise.masks=8000 occlusion.patch=12, with blanks between them.")
	private String options = "";

	@Parameter(label = "Images at once", min = "1", persist = false, attrs = @Attr(name = "advanced"),
		description = "How many images are given to the classifier at once, at most.")
	private int batch = AttributionContext.DEFAULT_BATCH;

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
		description = "Of the random weights, and of the random numbers that some methods draw.")
	private long seed = 0;

	@Parameter(type = ItemIO.OUTPUT, label = "Maps of all stages")
	private ImagePlus maps;

	@Parameter
	private StatusService status;

	@Parameter
	private LogService log;

	@Parameter
	private PluginService plugins;

	/** Called before the dialog. */
	void propose() {
		if (model == null) model = LastModel.proposed();
		installed = MethodList.html(AttributionMethods.of(context()));
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
		List<AttributionMethods.Installed> methods = AttributionMethods.of(context()).findAll(MacroValues.text(method));
		Map<String, Map<String, String>> parameters = MethodParameters.parse(MacroValues.text(options), methods.stream().map(
			AttributionMethods.Installed::name).toList());
		Optional<Sign> wantedSign = MacroValues.choiceOrAuto(sign).isEmpty() ? Optional.empty() : Optional.of(MacroValues
			.choice("sign", sign, Sign.class));
		ClassifierOptions classifierOptions = options();
		Path modelFile = FileParameters.model(model);
		Optional<OutputFolder> folder = FileParameters.isGiven(output) ? Optional.of(OutputFolder.of(output.getPath(),
			SanityTable.KIND)) : Optional.empty();
		ImageInput input = ImageInput.named(image);
		SourceImage source = input.source();

		status.showStatus("Opening " + modelFile.getFileName());
		try (Classifier classifier = Classifier.openForScores(modelFile, classifierOptions.withImageSize(source.height(),
			source.width())))
		{
			PreparedImage prepared = input.preparedFor(classifier);
			float[] imageScores = classifier.scorer(prepared).scores(prepared.pixels(), 1);
			int chosen = classifier.labels().resolve(target, imageScores);
			String label = classifier.labels().name(chosen);
			Optional<Layer> chosenLayer = MacroValues.text(layer).isBlank() ? Optional.empty() : Optional.of(LayerChoice.of(
				layer, classifier.layers()));
			AttributionContext context = AttributionContext.of(classifier, prepared, chosen).with(chosenLayer).withSeed(seed)
				.withBatch(batch);

			List<MethodCheck> found = new ArrayList<>();
			for (AttributionMethods.Installed installed : methods)
				found.add(check(installed, parameters.get(installed.name()), wantedSign, context.with(new ProgressMonitor(status,
					"Sanity check of " + installed.label(), this::isCanceled, masks -> {}))));

			SanityReport report = new SanityReport(input, prepared, chosen, seed, found, Provenance.of(modelFile, classifier,
				label));
			maps = SanityWindows.stack(report);
			List<Path> written = folder.isPresent() ? folder.get().save(report, maps) : List.of();
			Stream.of(input.notes(), prepared.notes(), classifier.notes(), report.summary()).flatMap(List::stream).forEach(
				log::info);
			LastModel.remember(model);
			written.forEach(file -> log.info("  written: " + file));
			SanityWindows.show(report, maps);
		}
		status.clearStatus();
	}

	private MethodCheck check(AttributionMethods.Installed installed, Map<String, String> parameters,
		Optional<Sign> wantedSign, AttributionContext context) throws IOException
	{
		AttributionMethod chosen = installed.create(parameters);
		Sign shown = wantedSign.orElse(chosen.sign());
		return new MethodCheck(installed, MethodParameters.describe(installed.name(), chosen), shown, SanityCheck.of(context,
			chosen, shown, stages));
	}

	private ClassifierOptions options() throws IOException {
		return new ClassifierParameters(preprocessing, mean, std, resize, channels, layout, scores, labels, provider)
			.options();
	}
}
