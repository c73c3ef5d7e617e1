package io.github.fijiray.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The images of a study, in an order that depends on their names alone.
 *
 * @param folder what the images' ids are relative to
 * @param images sorted by id, or in the order of the table
 */
public record Study(Path folder, List<StudyImage> images) {

	/** What lies beside images and is none. Everything else is tried: an unreadable file is to be told, not skipped. */
	private static final Set<String> COMPANIONS = Set.of("roi", "zip", "csv", "tsv", "txt", "log", "md", "xml", "json",
		"yaml", "yml", "html", "htm", "pdf", "doc", "docx", "xls", "xlsx", "ods", "onnx", "ijm", "py", "db", "ini", "lock");

	/** @throws IllegalArgumentException if there is no image */
	public Study {
		images = List.copyOf(images);
		if (images.isEmpty()) throw new IllegalArgumentException("There is no image in " + folder + ".");
	}

	/**
	 * All images in a folder and its sub-folders. The sub-folder of the first level is the class of what lies in it.
	 *
	 * @param without folders that belong to something else, as truth or output
	 * @throws IOException if the folder cannot be read
	 */
	public static Study ofFolder(Path folder, Collection<Path> without) throws IOException {
		Path root = folder.toAbsolutePath().normalize();
		if (!Files.isDirectory(root)) throw new IOException("The folder of images " + folder + (Files.exists(root)
			? " is a file; give its folder." : " does not exist."));
		List<Path> others = without.stream().map(other -> other.toAbsolutePath().normalize()).toList();
		try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
			return new Study(root, files.filter(Files::isRegularFile).filter(file -> others.stream().noneMatch(
				file::startsWith)).filter(file -> maybeImage(root.relativize(file))).map(file -> image(root, file)).sorted(
					Comparator.comparing(StudyImage::id)).toList());
		}
		catch (UncheckedIOException e) {
			throw new IOException("The folder of images " + folder + " cannot be read: " + e.getCause(), e.getCause());
		}
	}

	/**
	 * The images that a table names.
	 *
	 * @param table see {@link StudyTable}
	 * @param folder what the table's paths are relative to; empty for the table's own folder
	 */
	public static Study ofTable(Path table, Optional<Path> folder) throws IOException {
		Path root = folder.orElseGet(() -> table.toAbsolutePath().getParent()).toAbsolutePath().normalize();
		return new Study(root, StudyTable.read(table, root));
	}


	static String id(Path root, Path file) {
		Path normal = file.toAbsolutePath().normalize();
		return (normal.startsWith(root) ? root.relativize(normal) : normal).toString().replace('\\', '/');
	}

	private static StudyImage image(Path root, Path file) {
		Path relative = root.relativize(file);
		return new StudyImage(id(root, file), file, relative.getNameCount() > 1 ? Optional.of(relative.getName(0)
			.toString()) : Optional.empty());
	}

	private static boolean maybeImage(Path relative) {
		for (Path part : relative)
			if (part.toString().startsWith(".")) return false;
		String name = relative.getFileName().toString();
		return !COMPANIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
	}
}
