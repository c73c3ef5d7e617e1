package io.github.fijiray.profile;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.channel.ChannelAttribution;
import io.github.fijiray.attribution.channel.ChannelResult;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierTail;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Quietly;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.study.StudyImage;
import io.github.fijiray.study.StudyRun;

import ij.ImagePlus;

import java.io.IOException;
import java.util.Map;

/** Finds the channels that decide an image, and how active all of them are. */
final class ImageProfiler implements StudyRun.Work<StudyImage> {

	private final Classifier classifier;
	private final Layer layer;
	private final ProfileSettings settings;

	ImageProfiler(Classifier classifier, Layer layer, ProfileSettings settings) {
		this.classifier = classifier;
		this.layer = layer;
		this.settings = settings;
	}

	@Override
	public Map<String, ?> measure(StudyImage image, Monitor monitor) throws IOException {
		PreparedImage prepared = classifier.prepare(open(image).source());
		try (ClassifierTail tail = classifier.tail(layer, prepared)) {
			PreparedImage activation = tail.activation();
			float[] scores = tail.scorer().scores(activation.pixels(), 1);
			int target = classifier.labels().resolve(target(image), scores);
			ChannelResult result = ChannelAttribution.explain(tail.scorer(), activation, target, settings.choice(), monitor);
			return new ImageProfile(image.id(), target, classifier.labels().name(target), scores[target], result
				.optimalChannels(), result.masks().get(result.foremost()).kept(), means(activation)).row();
		}
	}

	/** NB: ImageJ's own error box would hold up the run. */
	private static ImageInput open(StudyImage image) throws IOException {
		String path = image.file().toString();
		Quietly.Outcome<ImagePlus> opened = Quietly.tried(() -> ImageInput.find(path));
		return ImageInput.of(opened.value().orElseThrow(() -> new IOException("ImageJ cannot read '" + path + "': " + opened
			.error())));
	}

	private String target(StudyImage image) {
		boolean own = settings.target().equalsIgnoreCase(ProfileSettings.OWN_CLASS);
		return own ? image.className().orElse("top") : settings.target();
	}

	private static float[] means(PreparedImage activation) {
		int places = activation.height() * activation.width();
		float[] means = new float[activation.channels()];
		for (int k = 0; k < means.length; k++) {
			double sum = 0;
			for (int i = k * places; i < (k + 1) * places; i++)
				sum += activation.pixels()[i];
			means[k] = (float) (sum / places);
		}
		return means;
	}
}
