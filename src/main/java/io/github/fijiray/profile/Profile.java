package io.github.fijiray.profile;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.imagej.LayerChoice;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.WholeFile;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.study.Fingerprint;
import io.github.fijiray.study.ResultTable;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyImage;
import io.github.fijiray.study.StudyRun;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The channels of a layer that belong to each class, over the images of a study: a row per image in
 * {@code profile_images.csv}, then {@code profile.csv} and a montage per class. A run that was ended, in whatever way, goes
 * on when it is started again with the same settings.
 */
public final class Profile {

	/** Name of the table of images without {@code .csv}. */
	public static final String IMAGES = "profile_images";

	private final ProfileSettings settings;
	private final Path output;
	private final Consumer<String> notes;

	/** @param notes is told what the user should know */
	public Profile(ProfileSettings settings, Path output, Consumer<String> notes) {
		this.settings = settings;
		this.output = output.toAbsolutePath();
		this.notes = notes;
	}

	/**
	 * @param outcome what became of the images
	 * @param table the rows of {@code profile.csv}
	 * @param montages by the name of the class
	 */
	public record Result(StudyRun.Outcome outcome, ProfileTable table, Map<String, BufferedImage> montages) {}

	/**
	 * @param monitors watch the inversion that they are asked for by its name
	 * @throws IOException if the model or the output folder cannot be used, no image can be used, or either the images' or
	 *           the output folder is lost on the way
	 * @throws java.util.concurrent.CancellationException if the user cancels
	 */
	public Result run(Study study, StudyRun run, Function<String, Monitor> monitors) throws IOException {
		try (Classifier classifier = Classifier.open(settings.model(), settings.options())) {
			Layer layer = LayerChoice.of(settings.layer(), classifier.layers());
			settings.choice().channelsOf(layer.channels());
			requireTarget(classifier);
			Provenance provenance = Provenance.of(settings.model(), classifier, settings.target());
			StudyRun.Outcome outcome;
			List<ImageProfile> images;
			try (ResultTable table = ResultTable.open(output, IMAGES, ImageProfile.COLUMNS, fingerprint(classifier, layer)))
			{
				outcome = run.over(study.folder(), study.images(), table, new ImageProfiler(classifier, layer, settings));
				images = images(study, table.file());
			}
			if (images.isEmpty()) throw new IOException("None of the " + study.images().size() +
				" images could be used; the reasons are in " + output.resolve(IMAGES + ".csv") + ".");
			ProfileTable table = new ProfileTable(layer, provenance);
			Map<String, BufferedImage> montages = new LinkedHashMap<>();
			PortraitPainter painter = new PortraitPainter(classifier, layer, study.folder(), settings.inversion());
			for (ClassProfile profile : ClassProfile.of(images)) {
				List<ChannelPortrait> portraits = new ArrayList<>();
				for (int channel : profile.top(settings.shown()))
					portraits.add(painter.portrait(profile, channel, images, monitors.apply("Inverting channel " + channel +
						" of " + profile.label())));
				table.add(profile, portraits, images);
				BufferedImage montage = Montage.of(profile, portraits, provenance.model().getFileName() + "   ·   layer " + layer
					.name() + "   ·   FijiRay " + provenance.version() + ", " + provenance.provider());
				montages.put(profile.label(), montage);
				WholeFile.png(output.resolve("profile_" + fileName(profile) + ".png"), montage);
			}
			table.write(output.resolve("profile.csv"));
			classifier.notes().forEach(notes);
			return new Result(outcome, table, montages);
		}
	}

	/** A class that does not exist is to be told before any image is opened. */
	private void requireTarget(Classifier classifier) {
		boolean followsImage = settings.target().equalsIgnoreCase(ProfileSettings.OWN_CLASS) || settings.target()
			.equalsIgnoreCase("top");
		if (!followsImage) classifier.labels().resolve(settings.target(), new float[0]);
	}

	/** The number makes names different that differ only in what a file name may not have. */
	private static String fileName(ClassProfile profile) {
		return profile.target() + "_" + profile.label().replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_").strip();
	}

	private static List<ImageProfile> images(Study study, Path table) throws IOException {
		Set<String> names = study.images().stream().map(StudyImage::id).collect(Collectors.toSet());
		return ResultTable.read(table).stream().filter(row -> names.contains(row.get(ResultTable.ITEM)) && row.get(
			ResultTable.ERROR).isEmpty()).map(row -> ImageProfile.of(row.get(ResultTable.ITEM), row)).toList();
	}

	/** What the rows of the images depend on. */
	private Fingerprint fingerprint(Classifier classifier, Layer layer) {
		return Fingerprint.of(settings.model(), classifier, settings.options())
			.with("layer", layer.name())
			.with("target", settings.target())
			.with("channels", settings.choice().channelsOf(layer.channels()))
			.with("threshold", settings.choice().threshold())
			.with("attribution_passes", settings.choice().passesOrDefault());
	}
}
