package io.github.fijiray.imagej;

import ij.IJ;

import java.io.IOException;
import java.util.Optional;

/**
 * Calls of ImageJ that tell of an error with a message box and end the macro: the caller has a better message, and may want
 * to go on.
 */
public final class Quietly {

	private static final String NOTHING_SAID = "it gives no reason; try the same by hand to see more";

	private Quietly() {}

	/** A call that gives null if it failed. */
	public interface Call<T> {

		T call() throws IOException;
	}

	/**
	 * @param value empty if the call failed
	 * @param error why it failed, if ImageJ tells: without a window it need not
	 */
	public record Outcome<T>(Optional<T> value, String error) {}

	/** One call at a time: ImageJ keeps its last error for the whole process. */
	public static synchronized <T> Outcome<T> tried(Call<T> call) throws IOException {
		IJ.redirectErrorMessages();
		try {
			T value = call.call();
			return new Outcome<>(Optional.ofNullable(value), said());
		}
		catch (RuntimeException e) {
			if (!ErrorMessage.isMacroAbort(e)) throw e;
			return new Outcome<>(Optional.empty(), said());
		}
		finally {
			IJ.redirectErrorMessages(false);
		}
	}

	private static String said() {
		String message = IJ.getErrorMessage();
		return message == null ? NOTHING_SAID : message.replaceAll("\\s+", " ");
	}
}
