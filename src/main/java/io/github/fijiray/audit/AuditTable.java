package io.github.fijiray.audit;

import io.github.fijiray.study.Fingerprint;
import io.github.fijiray.study.ResultTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An audit as it lies on the disk, finished or not.
 *
 * @param output its folder
 * @param settings what it was made with
 * @param rows in the order of the study
 */
public record AuditTable(Path output, Map<String, String> settings, List<AuditRow> rows) {

	/** @throws IOException if there is no audit in the folder, or it cannot be read */
	public static AuditTable read(Path output) throws IOException {
		Path file = output.resolve(Audit.TABLE + ".csv");
		if (!Files.isRegularFile(file)) throw new IOException("There is no audit in " + output + ": it has no " + file
			.getFileName() + ". Run Audit Folder... first, and of shards merge the tables.");
		return new AuditTable(output, Fingerprint.read(ResultTable.settingsFile(file)).settings(), ResultTable.read(file)
			.stream().map(AuditRow::new).toList());
	}

	/** The rows that have a result. */
	public List<AuditRow> results() {
		return rows.stream().filter(row -> row.error().isEmpty()).toList();
	}

	/** The rows that have none. */
	public List<AuditRow> failures() {
		return rows.stream().filter(row -> row.error().isPresent()).toList();
	}

	/** The results by the classes that the images belong to, or where none is known by what the classifier says. */
	public Map<String, List<AuditRow>> byClass() {
		return results().stream().collect(Collectors.groupingBy(row -> row.className().or(() -> row.text("prediction"))
			.orElse(""), TreeMap::new, Collectors.toList()));
	}

	/** Folder of a row's files. */
	public Optional<Path> files(AuditRow row) {
		return row.text("folder").map(output::resolve);
	}
}
