package io.github.fijiray.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Checks of the files that a command's parameters name. Macros give an empty path where they mean none. */
final class FileParameters {

	private FileParameters() {}

	static boolean isGiven(File file) {
		return file != null && !file.getPath().isBlank();
	}

	/**
	 * @param key name of the parameter
	 * @return empty if none is given
	 * @throws IOException if there is no such file
	 */
	static Optional<Path> existing(String key, File file) throws IOException {
		if (!isGiven(file)) return Optional.empty();
		if (!file.isFile()) throw new IOException("The parameter '" + key + "' names " + file + ", which " + (file.exists()
			? "is a folder" : "does not exist") + "; give the path of a file.");
		return Optional.of(file.toPath());
	}

	/** @throws IllegalArgumentException if none is given */
	static Path model(File file) throws IOException {
		return existing("model", file).orElseThrow(() -> new IllegalArgumentException(
			"The parameter 'model' is empty; expected the .onnx file of a classifier."));
	}

	/**
	 * Makes sure, before any work is done, that a training graph can be written and takes no model's place.
	 *
	 * @param key name of the parameter
	 * @throws IOException if it cannot be written
	 * @throws IllegalArgumentException if it is the model itself
	 */
	static Path trainingGraph(String key, File file, Path model) throws IOException {
		Path path = file.toPath().toAbsolutePath();
		if (Files.exists(path) && Files.isSameFile(path, model)) throw new IllegalArgumentException("The parameter '" + key +
			"' names the classifier itself, " + path + "; choose another name for its training graph.");
		if (Files.isDirectory(path) || !Files.isWritable(path.getParent())) throw new IOException("The parameter '" + key +
			"' names " + path + ", which cannot be written: " + (Files.isDirectory(path) ? "it is a folder"
				: "its folder does not exist or is not writable") + "; choose another place.");
		return path;
	}
}
