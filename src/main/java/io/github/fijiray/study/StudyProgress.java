package io.github.fijiray.study;

import io.github.fijiray.attribution.Monitor;

import ij.IJ;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import org.scijava.app.StatusService;

/**
 * Shows how far a run over many items is, how fast it goes and when it ends, and stops it between and within items when
 * the user presses Escape or cancels the command.
 */
public final class StudyProgress implements Monitor {

	private static final long INTERVAL_NS = 200_000_000;

	private final Display display;
	private final String task;
	private final BooleanSupplier cancelled;
	private long start;
	private long nextStatus;
	private int skipped;
	private int total;
	private int position;
	private String item = "";

	private interface Display {

		void show(int done, int total, String text);
	}

	/**
	 * @param task what is being done, for the status bar
	 * @param cancelled asked after every pass and item whether to stop; Escape is watched besides
	 */
	public StudyProgress(StatusService status, String task, BooleanSupplier cancelled) {
		this(status::showStatus, task, cancelled);
	}

	private StudyProgress(Display display, String task, BooleanSupplier cancelled) {
		this.display = display;
		this.task = task;
		this.cancelled = cancelled;
	}

	/** For work that nobody watches: only the log tells of it. */
	public static StudyProgress unattended(String task, BooleanSupplier cancelled) {
		return new StudyProgress((done, total, text) -> {}, task, cancelled);
	}

	/**
	 * @param done number of items that an earlier run finished
	 * @param items number of all items
	 */
	void start(int done, int items) {
		// NB: ImageJ forgets the Escape that ended an earlier command only when a menu item is picked.
		IJ.resetEscape();
		start = System.nanoTime();
		skipped = done;
		position = done;
		total = items;
	}

	/** @param what is done in each step, for the status bar */
	Steps steps(String what) {
		IJ.resetEscape();
		return (number, all) -> {
			check();
			display.show(number - 1, all, what + ": " + number + " of " + all);
		};
	}

	void next(StudyItem nextItem) {
		position++;
		item = nextItem.id();
		check();
		show("");
	}

	@Override
	public void passed(int pass, int passes, float[][] masks) {
		check();
		if (System.nanoTime() < nextStatus) return;
		show(", pass " + pass + " of " + passes);
	}

	/** The line of the log about the item that was finished now. */
	String line(Map<String, ?> values) {
		Object error = values.get(ResultTable.ERROR);
		return "  " + position + " of " + total + " " + item + (error == null ? "" : ": NOT USED, " + error) + speed(position -
			skipped);
	}

	private void check() {
		if (IJ.escapePressed() || cancelled.getAsBoolean()) throw new CancellationException(task + " was cancelled.");
	}

	private void show(String detail) {
		display.show(position - 1, total, task + ": " + position + " of " + total + detail + speed(position - 1 -
			skipped) + ", " + item);
		nextStatus = System.nanoTime() + INTERVAL_NS;
	}

	private String speed(int done) {
		if (done == 0) return "";
		double secondsPerItem = (System.nanoTime() - start) / 1e9 / done;
		long left = Math.round(secondsPerItem * (total - skipped - done));
		return String.format(Locale.ROOT, ", %.0f per hour, %d:%02d:%02d left", 3600 / secondsPerItem, left / 3600, left /
			60 % 60, left % 60);
	}
}
