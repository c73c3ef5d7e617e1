package io.github.fijiray.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A table of images: a column {@code file} and, if classes are known, a column {@code class}; CSV or, as .tsv, tabs. */
final class StudyTable {

	private StudyTable() {}

	/**
	 * @param root what relative paths are relative to
	 * @throws IOException if the table cannot be read
	 * @throws IllegalArgumentException if it has no column {@code file}, or names an image twice
	 */
	static List<StudyImage> read(Path table, Path root) throws IOException {
		if (!Files.isRegularFile(table)) throw new IOException("The table of images " + table + " does not exist.");
		Map<String, StudyImage> images = new LinkedHashMap<>();
		CSVFormat format = (isTabbed(table) ? CSVFormat.TDF : CSVFormat.DEFAULT).builder().setHeader()
			.setSkipHeaderRecord(true).setIgnoreHeaderCase(true).setIgnoreSurroundingSpaces(true).setTrim(true).get();
		// NB: spreadsheets write a byte order mark before the first column's name.
		try (CSVParser rows = CSVParser.parse(Files.readString(table).replaceFirst("^\uFEFF", ""), format)) {
			if (!rows.getHeaderMap().containsKey("file")) throw new IllegalArgumentException("The table " + table +
				" has the columns " + rows.getHeaderNames() + "; expected a column 'file' and, if known, 'class'.");
			for (CSVRecord row : rows) {
				StudyImage image = image(row, root);
				if (images.put(image.id(), image) != null) throw new IllegalArgumentException("The table " + table +
					" names the image " + image.id() + " twice.");
			}
		}
		catch (CharacterCodingException e) {
			throw new IOException("The table " + table + " is not a text file in UTF-8; save it in this encoding.", e);
		}
		catch (UncheckedIOException | InvalidPathException e) {
			throw new IOException("The table " + table + " cannot be read: " + e.getMessage(), e);
		}
		return List.copyOf(images.values());
	}

	private static StudyImage image(CSVRecord row, Path root) {
		Path file = root.resolve(row.get("file"));
		String name = row.isSet("class") ? row.get("class") : "";
		return new StudyImage(Study.id(root, file), file, name.isBlank() ? Optional.empty() : Optional.of(name));
	}

	private static boolean isTabbed(Path table) {
		return table.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
	}
}
