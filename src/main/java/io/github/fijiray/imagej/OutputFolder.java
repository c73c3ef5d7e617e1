package io.github.fijiray.imagej;

import ij.ImagePlus;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The folder that results are written to. A file appears there whole or not at all. */
public final class OutputFolder {

	private final Path folder;
	private final ResultKind kind;

	private OutputFolder(Path folder, ResultKind kind) {
		this.folder = folder;
		this.kind = kind;
	}

	/**
	 * Makes sure, before any work is done, that results can be written. A folder that does not exist yet is made when
	 * there is something to write.
	 *
	 * @param kind what will be written
	 * @throws IOException if it is no folder, cannot be written to, or holds a table of this kind with other columns
	 */
	public static OutputFolder of(String path, ResultKind kind) throws IOException {
		try {
			Path folder = Path.of(path).toAbsolutePath();
			Path existing = folder;
			while (!Files.exists(existing))
				existing = existing.getParent();
			Files.delete(Files.createTempFile(existing, ".fijiray", null));
			OutputFolder output = new OutputFolder(folder, kind);
			output.checkTable();
			return output;
		}
		catch (InvalidPathException e) {
			throw new IOException("The output folder '" + path + "' is not a legal name.", e);
		}
		catch (FileSystemException e) {
			throw new IOException("The output folder '" + path +
				"' cannot be written to; choose another, or give yourself the right to write there. (" + e + ")", e);
		}
	}

	/**
	 * Writes {@code <image>_extremal.tif} and {@code <image>_extremal.png} in the place of earlier ones, and appends to
	 * {@code extremal.csv}; or with another kind's word in their names.
	 *
	 * @param image the report's composite image
	 * @return the files
	 */
	public List<Path> save(Report report, ImagePlus image) throws IOException {
		Files.createDirectories(folder);
		Path tiff = folder.resolve(kind.title(report.input()) + ".tif");
		Path picture = folder.resolve(kind.title(report.input()) + ".png");
		WholeFile.tiff(tiff, image);
		WholeFile.png(picture, report.figure());
		return List.of(tiff, picture, append(report.rows()));
	}

	/**
	 * Writes images as {@code <image>_<end>.tif} in the place of earlier ones.
	 *
	 * @param images by the end of their name
	 * @return the files
	 */
	public List<Path> save(ImageInput input, Map<String, ImagePlus> images) throws IOException {
		Files.createDirectories(folder);
		List<Path> files = new ArrayList<>();
		for (Map.Entry<String, ImagePlus> image : images.entrySet()) {
			Path file = folder.resolve(input.name() + "_" + image.getKey() + ".tif");
			WholeFile.tiff(file, image.getValue());
			files.add(file);
		}
		return files;
	}

	/**
	 * Writes a picture as {@code <image>_<end>.png} in the place of an earlier one.
	 *
	 * @return the file
	 */
	public Path save(ImageInput input, String end, BufferedImage picture) throws IOException {
		Files.createDirectories(folder);
		Path file = folder.resolve(input.name() + "_" + end + ".png");
		WholeFile.png(file, picture);
		return file;
	}

	private Path append(TableRows rows) throws IOException {
		checkTable();
		Path table = folder.resolve(kind.table());
		String before = Files.exists(table) ? Files.readString(table) : TableRows.header(kind.columns()) + "\n";
		String separator = before.endsWith("\n") ? "" : "\n";
		WholeFile.replace(table, unfinished -> Files.writeString(unfinished, before + separator + rows.csv(),
			StandardCharsets.UTF_8));
		return table;
	}

	private void checkTable() throws IOException {
		Path table = folder.resolve(kind.table());
		if (!Files.exists(table)) return;
		String header = Files.readString(table).lines().findFirst().orElse("");
		if (!header.equals(TableRows.header(kind.columns()))) throw new IOException("The table " + table +
			" has other columns than this version of FijiRay writes; move it away, or choose another output folder.");
	}
}
