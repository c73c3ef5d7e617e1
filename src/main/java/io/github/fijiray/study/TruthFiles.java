package io.github.fijiray.study;

import io.github.fijiray.imagej.ImageInput;

import ij.ImagePlus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the truth of images: a file with the image's name but for the extension, ROIs beside the image, or ROIs or a
 * label image in a folder of their own, which has the same sub-folders as the images or none.
 */
public final class TruthFiles {

	private static final List<String> ROIS = List.of("roi", "zip");

	private final Optional<Path> folder;

	private TruthFiles(Optional<Path> folder) {
		this.folder = folder;
	}

	/** ROIs beside the images. */
	public static TruthFiles besideImages() {
		return new TruthFiles(Optional.empty());
	}

	/** @throws IOException if there is no such folder */
	public static TruthFiles in(Path folder) throws IOException {
		if (!Files.isDirectory(folder)) throw new IOException("The folder of truth " + folder + " does not exist.");
		return new TruthFiles(Optional.of(folder.toAbsolutePath().normalize()));
	}

	/** The file that holds the truth of an image, if there is one. */
	public Optional<Path> file(StudyImage image) throws IOException {
		String stem = stem(image.file());
		if (folder.isEmpty()) return find(image.file().toAbsolutePath().getParent(), stem, true);
		Path parent = Path.of(image.id()).getParent();
		Optional<Path> sameFolder = parent == null ? Optional.empty() : find(folder.get().resolve(parent), stem, false);
		return sameFolder.isPresent() ? sameFolder : find(folder.get(), stem, false);
	}

	/**
	 * Reads the truth of an image, if there is a file.
	 *
	 * @param width of the image in pixels
	 * @throws IOException if the file cannot be read
	 * @throws IllegalArgumentException if it does not fit the image
	 */
	public Optional<Truth> of(StudyImage image, int width, int height) throws IOException {
		Optional<Path> file = file(image);
		return file.isEmpty() ? Optional.empty() : Optional.of(read(file.get(), width, height));
	}

	/**
	 * Reads ROIs or a label image.
	 *
	 * @param width of the image in pixels
	 * @throws IOException if the file cannot be read
	 * @throws IllegalArgumentException if it does not fit the image
	 */
	public static Truth read(Path file, int width, int height) throws IOException {
		if (ROIS.contains(extension(file))) return RoiFile.truth(file, width, height);
		Optional<TiffFile> tiff = TiffFile.of(file);
		if (tiff.isPresent()) tiff.get().requireWhole();
		ImagePlus labels = ImageInput.find(file.toString());
		if (labels.getWidth() != width || labels.getHeight() != height) throw new IllegalArgumentException(
			"The label image " + file.getFileName() + " has " + labels.getWidth() + " × " + labels.getHeight() +
				" pixels, the image has " + width + " × " + height + ".");
		return LabelImage.truth(labels);
	}

	/** Where the truth is looked for. */
	@Override
	public String toString() {
		return folder.map(Path::toString).orElse("beside the images");
	}

	private static Optional<Path> find(Path folder, String stem, boolean roisAlone) throws IOException {
		if (!Files.isDirectory(folder)) return Optional.empty();
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter(file -> stem(file).equals(stem)).filter(Files::isRegularFile).filter(file -> !roisAlone ||
				ROIS.contains(extension(file))).min(Path::compareTo);
		}
	}

	private static String stem(Path file) {
		String name = file.getFileName().toString();
		return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
	}

	private static String extension(Path file) {
		String name = file.getFileName().toString();
		return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
	}
}
