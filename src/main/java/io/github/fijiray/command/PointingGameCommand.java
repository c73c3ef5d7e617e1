package io.github.fijiray.command;

import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMethods;
import io.github.fijiray.attribution.map.MethodParameters;
import io.github.fijiray.imagej.ErrorMessage;
import io.github.fijiray.imagej.LastModel;
import io.github.fijiray.imagej.MacroValues;
import io.github.fijiray.imagej.TextWindows;
import io.github.fijiray.pointing.PointingData;
import io.github.fijiray.pointing.PointingGame;
import io.github.fijiray.pointing.PointingMethod;
import io.github.fijiray.pointing.PointingSettings;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyProgress;
import io.github.fijiray.study.StudyRun;
import io.github.fijiray.study.TruthFiles;

import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.scijava.ItemVisibility;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Plays the pointing game with one or several of the installed methods: how often the maximum of a map lies on an object
 * of the class (Fong, Patrick, Vedaldi, ICCV 2019, table 1).
 * <p>
 * The names of the parameters are the keys of macros and of the command line: they do not change.
 * </p>
 */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>" + PointingGameCommand.LABEL, headless = true,
	initializer = "propose")
public class PointingGameCommand extends ContextCommand {

	static final String LABEL = "Pointing Game...";

	private enum Data {
		FOLDER, VOC, COCO
	}

	@Parameter(label = "Data", choices = { "folder", "voc", "coco" }, persist = false,
		description = "folder: images with ROI files or label images. voc: a folder of PASCAL VOC, as VOC2007. coco: images " +
			"with a file of COCO's instances.")
	private String data = "folder";

	@Parameter(label = "Folder of images", style = "directory", required = false, persist = false,
		description = "All images in it and below; sub-folders are classes. With a table: what its paths are relative to.")
	private File folder;

	@Parameter(label = "Table of images (optional)", style = "open,extensions:csv/tsv", required = false, persist = false,
		description = "For 'folder': CSV or TSV with a column 'file' and, if known, 'class'.")
	private File table;

	@Parameter(label = "Truth (folder, optional)", style = "directory", required = false, persist = false,
		description = "For 'folder': ROI files or label images named like the images. Empty for ROI files beside the images.")
	private File truth;

	@Parameter(label = "Class of the objects (empty: the image's)", required = false, persist = false,
		description = "For 'folder': the class that is explained in all images. Empty for the class of each image.")
	private String target = "";

	@Parameter(label = "List of images (VOC, optional)", required = false, persist = false,
		description = "For 'voc': a list in ImageSets/Main, as test. Empty for all annotated images.")
	private String set = "";

	@Parameter(label = "Annotations (COCO)", style = "open,extensions:json", required = false, persist = false,
		description = "For 'coco': the file of instances, as instances_val2014.json.")
	private File annotations;

	/** NB: without a window SciJava drops a command that lacks a required input, and says nothing. */
	@Parameter(label = "Classifier (.onnx)", style = "open,extensions:onnx", required = false, persist = false,
		description = "The image classifier, exported to ONNX.")
	private File model;

	@Parameter(label = "Methods (names with commas, or all)", persist = false,
		description = "One or several methods, with commas between them.")
	private String method = "extremal,grad-cam,contrastive,gradient,centre";

	@Parameter(label = "Installed", visibility = ItemVisibility.MESSAGE, required = false, persist = false)
	private String installed = "";

	@Parameter(label = "Tolerance (pixels)", persist = false,
		description = "How far from an object the largest value may lie and still hit it. 15 as published, for photographs of " +
			"about 500 pixels.")
	private double tolerance = PointingSettings.DEFAULT_TOLERANCE;

	@Parameter(label = "Preprocessing", choices = { "auto", "imagenet", "caffe", "0-1", "0-255", "none", "min-max",
		"percentile", "z-score" }, persist = false,
		description = "How the classifier wants its intensities. auto: as the file beside the model says.")
	private String preprocessing = "auto";

	@Parameter(label = "Output folder", style = "directory", required = false, persist = false,
		description = "Where the tables are written. A game that was ended goes on there.")
	private File output;

	@Parameter(label = "Layer (empty: each method's own)", required = false, persist = false, attrs = @Attr(
		name = "advanced"), description = "Name of a tensor or node of the model, for the methods that explain a layer.")
	private String layer = "";

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
		description = "Of the random numbers that some methods draw.")
	private long seed = 0;

	@Parameter
	private StatusService status;

	@Parameter
	private LogService log;

	/** Called before the dialog. */
	void propose() {
		if (model == null) model = LastModel.proposed();
		installed = MethodList.html(AttributionMethods.of(context()));
	}

	@Override
	public void run() {
		try {
			play();
		}
		catch (CancellationException e) {
			log.info("The pointing game was cancelled; start it again with the same settings to go on.");
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

	private void play() throws IOException {
		List<AttributionMethods.Installed> chosen = AttributionMethods.of(context()).findAll(MacroValues.text(method));
		Map<String, Map<String, String>> parameters = MethodParameters.parse(MacroValues.text(options), chosen.stream().map(
			AttributionMethods.Installed::name).toList());
		if (!FileParameters.isGiven(output)) throw new IllegalArgumentException(
			"The parameter 'output' is empty; expected a folder for the results.");
		Path modelFile = FileParameters.model(model);
		PointingData images = data();
		List<PointingMethod> methods = chosen.stream().map(one -> PointingMethod.of(one, parameters.get(one.name()), images))
			.toList();
		PointingSettings settings = PointingSettings.of(modelFile, new ClassifierParameters(preprocessing, mean, std, resize,
			channels, layout, scores, labels, provider).options(), methods).withTolerance(tolerance).withLayer(MacroValues.text(
				layer)).withSeed(seed, batch);

		PointingGame.Result result = new PointingGame(settings, output.toPath(), log::info).play(images, new StudyRun(
			new StudyProgress(status, "Pointing", this::isCanceled), log));
		LastModel.remember(model);
		log.info(result.outcome().finished() + " maps, " + result.outcome().failed() + " of them without a result, " + result
			.outcome().skipped() + " were finished before; see " + output + ".");
		TextWindows.show("Pointing Game", result.accuracy().text(), log);
		if (!GraphicsEnvironment.isHeadless()) result.accuracy().methods().show("Pointing Game of " + modelFile
			.getFileName());
	}

	private PointingData data() throws IOException {
		Data kind = MacroValues.choice("data", data, Data.class);
		if (kind == Data.FOLDER) return PointingData.of(study(), FileParameters.isGiven(truth) ? TruthFiles.in(truth.toPath())
			: TruthFiles.besideImages(), Optional.of(MacroValues.text(target).strip()).filter(name -> !name.isEmpty()));
		if (!FileParameters.isGiven(folder)) throw new IllegalArgumentException(
			"The parameter 'folder' is empty; expected the folder of the data.");
		if (kind == Data.VOC) return PointingData.ofVoc(folder.toPath(), MacroValues.text(set));
		return PointingData.ofCoco(folder.toPath(), FileParameters.existing("annotations", annotations).orElseThrow(
			() -> new IllegalArgumentException("The parameter 'annotations' is empty; expected COCO's file of instances.")));
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
