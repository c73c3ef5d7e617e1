package io.github.fijiray.imagej;

import io.github.fijiray.attribution.Monitor;

import ij.IJ;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.scijava.app.StatusService;

/**
 * Shows the progress of long work in the status bar, with the time it still takes, and stops it when the user presses
 * Escape or the command is cancelled.
 */
public final class ProgressMonitor implements Monitor {

	private static final long STATUS_INTERVAL_MS = 200;
	private static final long PREVIEW_INTERVAL_MS = 500;

	private final StatusService status;
	private final String task;
	private final BooleanSupplier cancelled;
	private final Consumer<float[][]> preview;
	private final long start = System.nanoTime();
	private long nextStatus = start;
	private long nextPreview = start;

	/**
	 * @param task what is being done, for the status bar
	 * @param cancelled asked after every pass whether to stop; Escape is watched besides
	 * @param preview shown the masks as they grow, {@code float[areas][height * width]}, at a modest rate
	 */
	public ProgressMonitor(StatusService status, String task, BooleanSupplier cancelled, Consumer<float[][]> preview) {
		this.status = status;
		this.task = task;
		this.cancelled = cancelled;
		this.preview = preview;
		// NB: ImageJ forgets the Escape that ended an earlier command only when a menu item is picked.
		IJ.resetEscape();
	}

	@Override
	public void passed(int pass, int passes, float[][] masks) {
		if (IJ.escapePressed() || cancelled.getAsBoolean()) throw new CancellationException(task + " was cancelled.");
		long now = System.nanoTime();
		if (now >= nextStatus || pass == passes) {
			status.showStatus(pass, passes, task + ": pass " + pass + " of " + passes + remaining(now, pass, passes));
			nextStatus = now + STATUS_INTERVAL_MS * 1_000_000;
		}
		if (now >= nextPreview) {
			preview.accept(masks);
			nextPreview = System.nanoTime() + PREVIEW_INTERVAL_MS * 1_000_000;
		}
	}

	private String remaining(long now, int pass, int passes) {
		long seconds = Math.round((now - start) / 1e9 / pass * (passes - pass));
		if (seconds < 1) return "";
		return seconds < 60 ? ", " + seconds + " s left" : ", " + seconds / 60 + " min " + seconds % 60 + " s left";
	}
}
