package io.github.fijiray.classifier;

import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.classifier.description.Layout;
import io.github.fijiray.classifier.preprocessing.PreprocessingRequest;
import io.github.fijiray.classifier.session.Provider;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to open a classifier. Immutable: start with {@link #defaults()} and change what differs.
 *
 * @param preprocessing what the user asks for
 * @param labels a file of class names, see {@link ClassLabels#read}; empty for the names that come with the model
 * @param provider where to compute
 * @param layout order of the input's axes; empty to find it out
 * @param threads threads of one computation; 0 for one per core
 * @param imageHeight height of the images to come in pixels, for models that leave their input's height open; 0 if
 *          unknown
 * @param imageWidth width of the images to come in pixels; 0 if unknown
 * @param scores the model's output that holds the class scores; empty for the one that looks most like them
 */
public record ClassifierOptions(PreprocessingRequest preprocessing, Optional<Path> labels, Provider provider,
	Optional<Layout> layout, int threads, int imageHeight, int imageWidth,
	Optional<String> scores)
{

	/** @throws IllegalArgumentException if a number is negative */
	public ClassifierOptions {
		if (threads < 0) throw new IllegalArgumentException("The parameter 'threads' is " + threads +
			"; expected a whole number, 0 for one thread per core.");
		if (imageHeight < 0 || imageWidth < 0) throw new IllegalArgumentException("The image size is " + imageWidth + " × " +
			imageHeight + "; expected pixels, 0 if unknown.");
	}

	public static ClassifierOptions defaults() {
		return new ClassifierOptions(PreprocessingRequest.AUTO, Optional.empty(), Provider.AUTO, Optional.empty(), 0, 0, 0, Optional
			.empty());
	}

	public ClassifierOptions withPreprocessing(PreprocessingRequest request) {
		return new ClassifierOptions(request, labels, provider, layout, threads, imageHeight, imageWidth, scores);
	}

	public ClassifierOptions withLabels(Path file) {
		return new ClassifierOptions(preprocessing, Optional.of(file), provider, layout, threads, imageHeight, imageWidth, scores);
	}

	public ClassifierOptions withProvider(Provider newProvider) {
		return new ClassifierOptions(preprocessing, labels, newProvider, layout, threads, imageHeight, imageWidth, scores);
	}

	public ClassifierOptions withLayout(Layout newLayout) {
		return new ClassifierOptions(preprocessing, labels, provider, Optional.of(newLayout), threads, imageHeight,
			imageWidth, scores);
	}

	public ClassifierOptions withThreads(int newThreads) {
		return new ClassifierOptions(preprocessing, labels, provider, layout, newThreads, imageHeight, imageWidth, scores);
	}

	/** Size in pixels of the images to come. */
	public ClassifierOptions withImageSize(int height, int width) {
		return new ClassifierOptions(preprocessing, labels, provider, layout, threads, height, width, scores);
	}

	/** Name of the model's output that holds the class scores. */
	public ClassifierOptions withScores(String output) {
		return new ClassifierOptions(preprocessing, labels, provider, layout, threads, imageHeight, imageWidth, Optional.of(
			output));
	}
}
