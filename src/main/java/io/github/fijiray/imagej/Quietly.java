package io.github.fijiray.imagej;

import ij.IJ;

import java.io.IOException;
import java.util.Optional;

/**
 * Calls of ImageJ that tell of an error with a message box and end the macro: the caller has a better message, and may want
 * to go on.
 */
public final class Quietly {

	private Quietly() {}

	/** A call that gives null if it failed. */
	public interface Call<T> {

		T call() throws IOException;
	}

	/** @return empty if it failed; {@link IJ#getErrorMessage()} may tell why */
	public static <T> Optional<T> tried(Call<T> call) throws IOException {
		IJ.redirectErrorMessages();
		try {
			return Optional.ofNullable(call.call());
		}
		catch (RuntimeException e) {
			if (!ErrorMessage.isMacroAbort(e)) throw e;
			return Optional.empty();
		}
		finally {
			IJ.redirectErrorMessages(false);
		}
	}
}
