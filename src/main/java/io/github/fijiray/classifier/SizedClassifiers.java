package io.github.fijiray.classifier;

import io.github.fijiray.classifier.preprocessing.SourceImage;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.model.OnnxModel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The classifier for images of different sizes. A model that leaves the size of its input open is opened anew for each
 * size, so that an image's result does not depend on the images before it.
 */
public final class SizedClassifiers implements AutoCloseable {

	private final Path model;
	private final ClassifierOptions options;
	private final Opening opening;
	private final boolean open;
	private final Consumer<String> notes;
	private Classifier classifier;
	private int height;
	private int width;

	/**
	 * @param opening {@link Classifier#open} or {@link Classifier#openForScores}
	 * @param notes is told what {@link Classifier#notes} say of every classifier that is closed
	 * @throws IOException if it cannot be opened
	 */
	public SizedClassifiers(Path model, ClassifierOptions options, Opening opening, Consumer<String> notes)
		throws IOException
	{
		this.model = model;
		this.options = options;
		this.opening = opening;
		this.notes = notes;
		open = OnnxModel.read(model).inputs().stream().anyMatch(SizedClassifiers::isOpenImage);
		classifier = opening.open(model, options);
	}

	/** A way to open a classifier. */
	public interface Opening {

		Classifier open(Path model, ClassifierOptions options) throws IOException;
	}

	/** The classifier as it is, to ask what does not depend on the size. */
	public Classifier any() {
		return classifier;
	}

	/** @throws IOException if it cannot be opened for images of this size */
	public Classifier forImage(SourceImage image) throws IOException {
		if (!open || image.height() == height && image.width() == width) return classifier;
		classifier.notes().forEach(notes);
		classifier.close();
		height = 0;
		width = 0;
		classifier = opening.open(model, options.withImageSize(image.height(), image.width()));
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
