package io.github.fijiray.imagej;

import ij.IJ;
import ij.Macro;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Tells the user once why a command failed: a message box, or a line on the console when headless. */
public final class ErrorMessage {

	private ErrorMessage() {}

	/**
	 * Shows the message of {@code cause} and aborts the macro that runs. Anything but a wrong parameter, a file that
	 * cannot be used and a lack of memory is a defect of the program: its stack trace goes to ImageJ's log.
	 * <p>
	 * A command that uses this cancels itself without a reason afterwards, since SciJava shows a reason too.
	 * </p>
	 *
	 * @param command title of the message, the command's label
	 * @throws RuntimeException that ends a running macro, with the message {@link Macro#MACRO_CANCELED}
	 */
	public static void show(String command, Throwable cause) {
		if (isMacroAbort(cause)) throw (RuntimeException) cause;
		boolean expected = cause instanceof IllegalArgumentException || cause instanceof IOException;
		if (!expected && !(cause instanceof OutOfMemoryError)) IJ.log(stackTrace(cause));
		IJ.error(command.replace("...", ""), text(cause, expected));
	}

	/** Whether ImageJ threw this to end a macro, after telling the user why. */
	public static boolean isMacroAbort(Throwable cause) {
		return cause instanceof RuntimeException && Macro.MACRO_CANCELED.equals(cause.getMessage());
	}

	private static String text(Throwable cause, boolean expected) {
		if (cause instanceof OutOfMemoryError) return "There is not enough memory (" + cause.getMessage() +
			"). Give ImageJ more in Edit > Options > Memory & Threads, or choose a smaller region.";
		if (expected && cause.getMessage() != null) return cause.getMessage();
		return "Unexpected error, see the log: " + cause;
	}

	private static String stackTrace(Throwable cause) {
		StringWriter trace = new StringWriter();
		cause.printStackTrace(new PrintWriter(trace));
		return trace.toString();
	}
}
