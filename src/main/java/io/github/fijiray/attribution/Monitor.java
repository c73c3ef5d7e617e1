package io.github.fijiray.attribution;

import java.util.concurrent.CancellationException;

/** Watches long work: is told of every pass, and may stop it. */
public interface Monitor {

	/** Watches nothing and never stops the work. */
	Monitor SILENT = (pass, passes, masks) -> {};

	/**
	 * Called after every pass, in the working thread.
	 *
	 * @param pass number of passes done, from 1
	 * @param passes number of passes in all
	 * @param masks the masks, or whatever else is optimised, as they stand, {@code float[areas][height * width]}; valid
	 *          during the call only
	 * @throws CancellationException to stop the work at once
	 */
	void passed(int pass, int passes, float[][] masks);
}
