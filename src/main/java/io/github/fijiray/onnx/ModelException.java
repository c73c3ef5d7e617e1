package io.github.fijiray.onnx;

import java.io.IOException;

/**
 * A model that cannot be used as it is. The message is for the user: it names the file, the node or the tensor, says
 * what was expected, and what to do.
 */
public class ModelException extends IOException {

	private static final long serialVersionUID = 1L;

	public ModelException(String message) {
		super(message);
	}

	public ModelException(String message, Throwable cause) {
		super(message, cause);
	}
}
