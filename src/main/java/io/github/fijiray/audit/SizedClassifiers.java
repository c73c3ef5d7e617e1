package io.github.fijiray.audit;

import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.ClassifierOptions;
import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.onnx.OnnxModel;
import io.github.fijiray.onnx.TensorInfo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The classifier for images of different sizes. A model that leaves the size of its input open is opened anew for each
 * size, so that an image's result does not depend on the images before it.
 */
final class SizedClassifiers implements AutoCloseable {

	private final Path model;
	private final ClassifierOptions options;
	private final boolean open;
	private final Consumer<String> notes;
	private Classifier classifier;
	private int height;
	private int width;

	SizedClassifiers(Path model, ClassifierOptions options, Consumer<String> notes) throws IOException {
		this.model = model;
		this.options = options;
		this.notes = notes;
		open = OnnxModel.read(model).inputs().stream().anyMatch(SizedClassifiers::isOpenImage);
		classifier = Classifier.open(model, options);
	}

	/** The classifier as it is, to ask what does not depend on the size. */
	Classifier any() {
		return classifier;
	}

	Classifier forImage(SourceImage image) throws IOException {
		if (!open || image.height() == height && image.width() == width) return classifier;
		classifier.notes().forEach(notes);
		classifier.close();
		height = 0;
		width = 0;
		classifier = Classifier.open(model, options.withImageSize(image.height(), image.width()));
		height = image.height();
		width = image.width();
		return classifier;
	}

	private static boolean isOpenImage(TensorInfo input) {
		long[] shape = input.shape();
		if (shape == null || shape.length != 4) return false;
		return shape[1] < 1 || shape[2] < 1 || shape[3] < 1;
	}

	@Override
	public void close() throws IOException {
		classifier.notes().forEach(notes);
		classifier.close();
	}
}
