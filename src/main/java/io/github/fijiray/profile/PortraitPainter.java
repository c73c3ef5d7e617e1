package io.github.fijiray.profile;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.inversion.Directions;
import io.github.fijiray.attribution.inversion.FeatureInversion;
import io.github.fijiray.attribution.inversion.IntensityRange;
import io.github.fijiray.attribution.inversion.Inversion;
import io.github.fijiray.attribution.inversion.InversionSettings;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierHead;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.inversion.SeenPictures;
import io.github.fijiray.onnx.layer.Layer;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the portraits of channels: inverts them, and opens the images that excite them. */
final class PortraitPainter {

	/** How many images are shown for each channel. */
	static final int EXAMPLES = 4;

	private final Classifier classifier;
	private final Layer layer;
	private final Path folder;
	private final InversionSettings settings;

	/** @param folder what the names of the images are relative to */
	PortraitPainter(Classifier classifier, Layer layer, Path folder, InversionSettings settings) {
		this.classifier = classifier;
		this.layer = layer;
		this.folder = folder;
		this.settings = settings;
	}

	/**
	 * The inversion has the size and the range of intensities of the image that excites the channel most.
	 *
	 * @param images of the whole study
	 * @throws IOException if an image is gone
	 */
	ChannelPortrait portrait(ClassProfile profile, int channel, List<ImageProfile> images, Monitor monitor)
		throws IOException
	{
		List<ImageProfile> exciting = ClassProfile.exciting(channel, images, EXAMPLES);
		List<BufferedImage> pictures = new ArrayList<>();
		for (ImageProfile image : exciting) {
			ImageInput input = open(image);
			PreparedImage prepared = classifier.prepare(input.source());
			pictures.add(SeenPictures.of(input, prepared, classifier).picture(prepared.pixels()));
		}
		ImageInput model = open(exciting.get(0));
		PreparedImage prepared = classifier.prepare(model.source());
		try (ClassifierHead head = classifier.head(layer, prepared)) {
			float[][] direction = { Directions.ofChannel(channel, layer.channels(), head.scorer().classes()) };
			Inversion inversion = FeatureInversion.invert(head.scorer(), direction, IntensityRange.of(prepared), settings,
				monitor)[0];
			return new ChannelPortrait(channel, profile.weights()[channel], inversion, SeenPictures.of(model, prepared,
				classifier).picture(inversion.image()), exciting, pictures);
		}
	}

	private ImageInput open(ImageProfile image) throws IOException {
		return ImageInput.named(folder.resolve(image.image()).toString());
	}
}
