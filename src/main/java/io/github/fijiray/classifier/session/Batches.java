package io.github.fijiray.classifier.session;

import ai.onnxruntime.OrtException;

import io.github.fijiray.onnx.ModelException;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Splits images into batches of nearly equal size: all at once, or as many as the model takes and memory holds. */
public final class Batches {

	/** Computes some of the images. */
	@FunctionalInterface
	public interface Computation {

		void run(int first, int count) throws OrtException, ModelException;
	}

	private final Consumer<String> notes;
	private int limit;

	/**
	 * @param limit images that the model takes at once
	 * @param notes receives a sentence when memory runs out
	 */
	public Batches(int limit, Consumer<String> notes) {
		this.limit = limit;
		this.notes = notes;
	}

	/** Such batches of no more than some images. */
	public Batches atMost(int images) {
		return new Batches(Math.min(limit, images), notes);
	}

	/** Computes images 0 to {@code count - 1}; when memory runs out, goes on with half of the batch. */
	public void run(int count, Computation computation) throws OrtException, ModelException {
		for (int first = 0; first < count;) {
			int left = count - first;
			int runs = (left - 1) / limit + 1;
			int size = (left - 1) / runs + 1;
			try {
				computation.run(first, size);
				first += size;
			}
			catch (OrtException | OutOfMemoryError e) {
				if (size == 1 || !isOutOfMemory(e)) throw e;
				limit = size / 2;
				notes.accept("Memory ran out with " + size + " images at once; going on with " + limit + ".");
			}
		}
	}

	public static boolean isOutOfMemory(Throwable e) {
		String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
		return e instanceof OutOfMemoryError || Stream.of("failed to allocate", "out of memory", "bad_alloc",
			"bad allocation", "available memory of", "alloc_failed").anyMatch(message::contains);
	}
}
