package io.github.fijiray.study;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.imagej.ErrorMessage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

import org.scijava.log.LogService;

/**
 * Takes the items of a study one after the other and puts each one's row into the table. What the table has already is
 * left out; an item that fails becomes a row with its reason; what is lost with all items (the table, the folder of the
 * images) or a cancellation ends the run, and the next one goes on from there.
 */
public final class StudyRun {

	private final StudyProgress progress;
	private final LogService log;

	public StudyRun(StudyProgress progress, LogService log) {
		this.progress = progress;
		this.log = log;
	}

	/**
	 * For work before or after the items.
	 *
	 * @param what is done in each step, for the status bar
	 */
	public Steps steps(String what) {
		return progress.steps(what);
	}

	/** What is done with one item. */
	public interface Work<T extends StudyItem> {

		/**
		 * @param monitor to be told of every pass; it stops the work when the user cancels
		 * @return the item's values by column
		 * @throws OutputException if results cannot be written: this ends the run
		 * @throws IOException or an {@link IllegalArgumentException}, with a message for the user, if this item cannot be
		 *           used
		 */
		Map<String, ?> measure(T item, Monitor monitor) throws IOException;
	}

	/**
	 * @param finished number of new rows
	 * @param failed how many of them say why there is no result
	 * @param skipped number of items that the table had already
	 */
	public record Outcome(int finished, int failed, int skipped) {}

	/**
	 * @param folder of the images; when it is gone, the run ends
	 * @throws OutputException if the table cannot be written
	 * @throws IOException if the folder of the images is gone
	 * @throws CancellationException if the user cancels; the rows so far stay
	 */
	public <T extends StudyItem> Outcome over(Path folder, List<T> items, ResultTable table, Work<T> work)
		throws IOException
	{
		List<T> open = items.stream().filter(item -> !table.has(item.id())).toList();
		int skipped = items.size() - open.size();
		int failed = 0;
		progress.start(skipped, items.size());
		for (T item : open) {
			progress.next(item);
			Map<String, ?> values = measure(folder, item, work);
			table.append(item, values);
			if (values.containsKey(ResultTable.ERROR)) failed++;
			log.info(progress.line(values));
		}
		return new Outcome(open.size(), failed, skipped);
	}

	private <T extends StudyItem> Map<String, ?> measure(Path folder, T item, Work<T> work) throws IOException {
		try {
			return work.measure(item, progress);
		}
		catch (CancellationException | OutputException e) {
			throw e;
		}
		catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
			if (ErrorMessage.isMacroAbort(e)) throw e;
			if (!Files.isDirectory(folder)) throw new IOException("The folder of images " + folder +
				" is gone. All rows so far are safe; restore it and start again to go on.", e);
			return Map.of(ResultTable.ERROR, reason(e));
		}
	}

	private String reason(Throwable e) {
		if (e instanceof UncheckedIOException unchecked) return reason(unchecked.getCause());
		if (e instanceof OutOfMemoryError) return "not enough memory (" + e.getMessage() +
			"); give ImageJ more under Edit > Options > Memory & Threads, or take smaller images or parts of them";
		if (e.getMessage() != null && (e instanceof IOException || e instanceof IllegalArgumentException)) return e
			.getMessage();
		log.error(e);
		return "unexpected error: " + e;
	}
}
