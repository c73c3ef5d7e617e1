package io.github.fijiray.study;

import java.io.IOException;

/** Results cannot be written: there is no point in going on with other items. */
public final class OutputException extends IOException {

	private static final long serialVersionUID = 1L;

	public OutputException(String message, Throwable cause) {
		super(message, cause);
	}
}
