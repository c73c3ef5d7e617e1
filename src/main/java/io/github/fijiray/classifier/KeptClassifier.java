package io.github.fijiray.classifier;

import io.github.fijiray.onnx.ModelException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A classifier that stays open after its use, for the next use of the same file with the same options. One classifier is
 * kept at a time in a process, and none with more than {@value #MOST_BYTES} bytes of weights. As in
 *
 * <pre>{@code
 * try (KeptClassifier kept = KeptClassifier.open(file, options)) {
 *   kept.classifier().scorer(image);
 * }
 * }</pre>
 */
public final class KeptClassifier implements AutoCloseable {

	private static final long MOST_BYTES = 256 << 20;
	/** Larger files beside a model are no descriptions of it. */
	private static final long LARGEST_DESCRIPTION = 1 << 20;

	private static Shared kept;

	private final Shared shared;
	private boolean closed;

	private KeptClassifier(Shared shared) {
		this.shared = shared;
	}

	/** A classifier that all its users share. */
	private static final class Shared {

		private final Origin origin;
		private final Classifier classifier;
		private int users;

		Shared(Origin origin, Classifier classifier) {
			this.origin = origin;
			this.classifier = classifier;
		}

		void closeIfUnused() throws ModelException {
			if (users == 0 && this != kept) classifier.close();
		}
	}

	/** What a classifier depends on: its file and the small ones beside it, as they were, and the options. */
	private record Origin(Path model, List<Stamp> files, ClassifierOptions options) {

		static Origin of(Path file, ClassifierOptions options) throws IOException {
			Path model = file.toRealPath();
			try (Stream<Path> beside = Files.list(model.getParent())) {
				List<Path> files = beside.filter(other -> other.equals(model) || other.toFile().length() <= LARGEST_DESCRIPTION)
					.sorted().toList();
				return new Origin(model, Stream.concat(files.stream(), options.labels().stream()).map(Stamp::of).toList(), options);
			}
		}
	}

	private record Stamp(Path file, long modified, long size) {

		static Stamp of(Path file) {
			return new Stamp(file, file.toFile().lastModified(), file.toFile().length());
		}
	}

	/**
	 * Takes the classifier that is kept if it is this one, or opens it as {@link Classifier#open}.
	 *
	 * @throws IOException if it cannot be opened
	 * @throws IllegalArgumentException if the labels file does not fit the model
	 */
	public static synchronized KeptClassifier open(Path file, ClassifierOptions options) throws IOException {
		Origin origin = Origin.of(file, options);
		if (kept == null || !kept.origin.equals(origin)) {
			drop();
			Shared opened = new Shared(origin, Classifier.open(file, options));
			if (opened.classifier.weightBytes() <= MOST_BYTES) kept = opened;
			return use(opened);
		}
		return use(kept);
	}

	private static KeptClassifier use(Shared shared) {
		shared.users++;
		return new KeptClassifier(shared);
	}

	/** Closes the classifier that is kept, as soon as nobody uses it. */
	public static synchronized void drop() throws ModelException {
		Shared last = kept;
		kept = null;
		if (last != null) last.closeIfUnused();
	}

	public Classifier classifier() {
		return shared.classifier;
	}

	@Override
	public void close() throws ModelException {
		synchronized (KeptClassifier.class) {
			if (closed) return;
			closed = true;
			shared.users--;
			shared.closeIfUnused();
		}
	}
}
