package io.github.fijiray.audit;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.extremal.ExtremalPerturbation;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.SizedClassifiers;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ErrorMessage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.study.OpenedImages;

import ij.ImagePlus;

import java.awt.Rectangle;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Classifies and explains items, and remembers the masks of the last one, where the next may start from them. */
final class ItemExplainer {

	private final AuditSettings settings;
	private final SizedClassifiers classifiers;
	private final OpenedImages images;
	private AuditItem last;
	private ExtremalResult lastResult;

	ItemExplainer(AuditSettings settings, SizedClassifiers classifiers, OpenedImages images) {
		this.settings = settings;
		this.classifiers = classifiers;
		this.images = images;
	}

	/**
	 * @throws IOException or an {@link IllegalArgumentException}, with a message for the user, if this item cannot be
	 *           explained
	 * @throws CancellationException if the monitor stopped the work
	 */
	ItemExplanation explain(AuditItem item, Monitor monitor) throws IOException {
		Optional<ExtremalResult> start = start(item, monitor);
		ItemExplanation explanation = explain(input(item), start, monitor);
		if (settings.warm()) {
			last = item;
			lastResult = explanation.result();
		}
		return explanation;
	}

	private ItemExplanation explain(ImageInput input, Optional<ExtremalResult> start, Monitor monitor) throws IOException {
		Classifier classifier = classifiers.forImage(input.source());
		PreparedImage prepared = classifier.prepare(input.source());
		Scorer scorer = classifier.scorer(prepared);
		float[] scores = scorer.scores(prepared.pixels(), 1);
		int target = classifier.labels().resolve(settings.target(), scores);
		ExtremalSettings how = settings.explanation();
		ExtremalResult result = start.isPresent() ? ExtremalPerturbation.explain(scorer, prepared, target, how, start.get(),
			monitor) : ExtremalPerturbation.explain(scorer, prepared, target, how, monitor);
		return new ItemExplanation(input, classifier, prepared, scores, result);
	}

	/**
	 * The masks of the item before. Those that an earlier run has found are found again, so that an audit that goes on
	 * gives the same rows as one that was never ended.
	 *
	 * @return empty if the item has none before it, or that one cannot be explained
	 */
	private Optional<ExtremalResult> start(AuditItem item, Monitor monitor) {
		if (item.before().isEmpty()) return Optional.empty();
		if (item.before().get().equals(last)) return Optional.of(lastResult);
		try {
			return Optional.of(explain(item.before().get(), monitor).result());
		}
		catch (CancellationException e) {
			throw e;
		}
		catch (IOException | RuntimeException toldByItsOwnRow) {
			if (ErrorMessage.isMacroAbort(toldByItsOwnRow)) throw (RuntimeException) toldByItsOwnRow;
			return Optional.empty();
		}
	}

	private ImageInput input(AuditItem item) throws IOException {
		ImagePlus image = images.image(item.image());
		if (settings.unit() == AuditUnit.OBJECT && images.truth(item.image()).isEmpty()) throw new IllegalArgumentException(
			"There is no ROI file or label image with the objects of this image.");
		if (item.plane() > 0) image.setSlice(item.plane());
		image.deleteRoi();
		item.region().ifPresent(image::setRoi);
		Rectangle region = item.region().orElseGet(() -> new Rectangle(image.getWidth(), image.getHeight()));
		MemoryNeed.require(region.width, region.height, image.getNChannels(), settings.explanation().areas().size(), Runtime
			.getRuntime().maxMemory());
		return ImageInput.of(image);
	}
}
