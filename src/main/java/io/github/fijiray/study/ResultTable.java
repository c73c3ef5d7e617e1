package io.github.fijiray.study;

import io.github.fijiray.imagej.WholeFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The table of a study on disk, which only grows: one line per finished item, on the disk before the next item starts.
 * Killed at any instant, a run that opens the same table again finds all whole rows and goes on.
 * <p>
 * The first columns are {@value #ITEM} and {@value #CLASS}; the last one, {@value #ERROR}, says why an item has no
 * result. Beside {@code name.csv} lie {@code name.settings.csv}, what the rows depend on, and a lock.
 * </p>
 */
public final class ResultTable implements AutoCloseable {

	public static final String ITEM = "image";
	public static final String CLASS = "class";
	public static final String ERROR = "error";

	private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

	private final Path file;
	private final List<String> columns;
	private final TableLock lock;
	private final FileChannel channel;
	private final Set<String> finished = new HashSet<>();

	private ResultTable(Path file, List<String> columns, TableLock lock, FileChannel channel) {
		this.file = file;
		this.columns = columns;
		this.lock = lock;
		this.channel = channel;
	}

	/**
	 * Starts a table, or goes on with one. The folder is made if it does not exist.
	 *
	 * @param name of the table without {@code .csv}
	 * @param columns the study's own columns, between the first ones and the last
	 * @throws IOException if it cannot be written, another run writes it, it was made with other settings (the message
	 *           says which), or is no such table
	 */
	public static ResultTable open(Path folder, String name, List<String> columns, Fingerprint fingerprint)
		throws IOException
	{
		makeFolder(folder);
		Path file = folder.resolve(name + ".csv");
		TableLock lock = TableLock.take(folder.resolve(name + ".lock"), file);
		FileChannel channel = null;
		try {
			List<String> all = allColumns(columns);
			start(file, settingsFile(file), all, fingerprint);
			channel = FileChannel.open(file, StandardOpenOption.WRITE);
			ResultTable table = new ResultTable(file, all, lock, channel);
			table.recover();
			return table;
		}
		catch (IOException | RuntimeException e) {
			if (channel != null) channel.close();
			lock.close();
			throw e;
		}
	}

	private static void makeFolder(Path folder) throws IOException {
		try {
			Files.createDirectories(folder);
		}
		catch (FileAlreadyExistsException e) {
			throw new IOException("The output folder " + folder + " is a file; give a folder.", e);
		}
		catch (IOException e) {
			throw new IOException("The output folder " + folder + " cannot be made (" + e + "); choose another one.", e);
		}
	}

	/** All rows of a finished or growing table, one map from column to value per row; a half-written last row is left out. */
	public static List<Map<String, String>> read(Path file) throws IOException {
		String text = Files.readString(file);
		CSVFormat named = FORMAT.builder().setHeader().setSkipHeaderRecord(true).get();
		List<Map<String, String>> rows = new ArrayList<>();
		try (CSVParser parser = CSVParser.parse(text.substring(0, text.lastIndexOf('\n') + 1), named)) {
			for (CSVRecord row : parser)
				if (row.isConsistent()) rows.add(row.toMap());
		}
		return rows;
	}

	/** The file that holds the {@link Fingerprint} of a table. */
	public static Path settingsFile(Path table) {
		return table.resolveSibling(table.getFileName().toString().replaceFirst("\\.csv$", ".settings.csv"));
	}

	/** Whether the table has a row of this item. */
	public boolean has(String id) {
		return finished.contains(id);
	}

	/** Names of all columns. */
	public List<String> columns() {
		return columns;
	}

	public Path file() {
		return file;
	}

	/**
	 * Adds the row of an item; it is on the disk when this returns.
	 *
	 * @param values by column; the empty text where there is none. Line breaks become blanks: a row is a line
	 * @throws OutputException if it cannot be written; the table is as it was before
	 * @throws IllegalArgumentException if the table has no such column, or has a row of this item
	 */
	public void append(StudyItem item, Map<String, ?> values) throws OutputException {
		for (String column : values.keySet())
			if (!columns.contains(column)) throw new IllegalArgumentException("The table has no column '" + column + "'.");
		if (!finished.add(item.id())) throw new IllegalArgumentException("There is a row of " + item.id() + " already.");
		List<String> row = new ArrayList<>();
		for (String column : columns)
			row.add(switch (column) {
				case ITEM -> item.id();
				case CLASS -> item.className().orElse("");
				default -> values.containsKey(column) ? values.get(column).toString() : "";
			});
		write(line(row));
	}

	private void write(String line) throws OutputException {
		try {
			// NB: what is written to a deleted file is lost without a word.
			if (!Files.exists(file)) throw new NoSuchFileException(file.toString(), null, "it is gone");
			long end = channel.position();
			try {
				ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
				while (bytes.hasRemaining())
					channel.write(bytes);
				channel.force(true);
			}
			catch (IOException e) {
				channel.truncate(end);
				throw e;
			}
		}
		catch (IOException e) {
			throw new OutputException("The table " + file + " cannot be written (" + e.getMessage() +
				"). All rows before are safe; make room or restore the folder, and start again to go on.", e);
		}
	}

	/** Takes up the whole rows, and cuts off what the end of an earlier run left unfinished. */
	private void recover() throws IOException {
		byte[] bytes = Files.readAllBytes(file);
		int whole = lineEnd(bytes, 0);
		for (int end = lineEnd(bytes, whole); end > 0; end = lineEnd(bytes, end)) {
			if (take(new String(bytes, whole, end - whole, StandardCharsets.UTF_8))) whole = end;
			else if (lineEnd(bytes, end) > 0) throw new IOException("The table " + file + " has a broken row after those of " +
				finished.size() + " items; repair it, or choose another output folder.");
		}
		channel.truncate(whole);
		channel.position(whole);
	}

	/** @return where the next line begins; 0 if this one has no end */
	private static int lineEnd(byte[] bytes, int start) {
		for (int i = start; i < bytes.length; i++)
			if (bytes[i] == '\n') return i + 1;
		return 0;
	}

	private boolean take(String line) {
		try (CSVParser parser = CSVParser.parse(line, FORMAT)) {
			List<CSVRecord> records = parser.getRecords();
			// NB: after a power failure the end of a file may be zeros.
			return records.size() == 1 && records.get(0).size() == columns.size() && line.indexOf('\0') < 0 && finished.add(
				records.get(0).get(0));
		}
		catch (IOException | UncheckedIOException notARow) {
			return false;
		}
	}

	private static void start(Path file, Path settings, List<String> columns, Fingerprint fingerprint)
		throws IOException
	{
		if (!Files.exists(file)) {
			fingerprint.write(settings);
			WholeFile.replace(file, unfinished -> Files.writeString(unfinished, line(columns)));
			return;
		}
		if (!Files.exists(settings)) throw new IOException("The settings that " + file + " was made with are missing (" +
			settings + "); choose another output folder.");
		List<String> differences = Fingerprint.read(settings).differences(fingerprint);
		if (!differences.isEmpty()) throw new IOException("The output folder " + file.getParent() +
			" has results of other settings: " + String.join("; ", differences) +
			". Choose another output folder, or the same settings to go on.");
		try (var lines = Files.lines(file)) {
			if (!(lines.findFirst().orElse("") + "\n").equals(line(columns))) throw new IOException("The table " + file +
				" has other columns than this version of FijiRay writes; choose another output folder.");
		}
	}

	private static List<String> allColumns(List<String> own) {
		List<String> all = new ArrayList<>(List.of(ITEM, CLASS));
		all.addAll(own);
		all.add(ERROR);
		return List.copyOf(all);
	}

	private static String line(List<String> values) {
		return FORMAT.format(values.stream().map(value -> value.replaceAll("\\s*[\\r\\n\\x00]+\\s*", " ")).toArray()) +
			"\n";
	}

	@Override
	public void close() throws IOException {
		try (lock) {
			channel.close();
		}
	}
}
