package io.github.fijiray.audit;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalPerturbation;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.attribution.extremal.ExtremalSettings;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.SizedClassifiers;
import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.Provenance;
import io.github.fijiray.imagej.extremal.ExtremalReport;
import io.github.fijiray.study.OpenedImages;
import io.github.fijiray.study.StudyRun;
import io.github.fijiray.study.Truth;

import ij.ImagePlus;
import ij.measure.Calibration;

import java.awt.Rectangle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Classifies and explains one item, writes its files and gives its row. */
final class ItemAudit implements StudyRun.Work<AuditItem> {

	private final AuditSettings settings;
	private final SizedClassifiers classifiers;
	private final OpenedImages images;
	private final AuditFiles files;
	private final Consumer<String> notes;
	/** The item that was explained last, and its masks. */
	private AuditItem last;
	private ExtremalResult lastResult;

	ItemAudit(AuditSettings settings, SizedClassifiers classifiers, OpenedImages images, AuditFiles files,
		Consumer<String> notes)
	{
		this.settings = settings;
		this.classifiers = classifiers;
		this.images = images;
		this.files = files;
		this.notes = notes;
	}

	@Override
	public Map<String, ?> measure(AuditItem item, Monitor monitor) throws IOException {
		Optional<ExtremalResult> start = start(item, monitor);
		ImageInput input = input(item);
		Optional<boolean[]> truth = truth(item, input);
		Explanation explanation = explain(input, start, monitor);
		last = item;
		lastResult = explanation.result;
		ExtremalReport report = explanation.report(settings);
		float[] evidence = report.masks().get(report.foremost());
		Placement placement = explanation.prepared.placement();
		files.write(item, report, placement, evidence, truth);
		input.notes().forEach(notes);
		explanation.prepared.notes().forEach(notes);

		ClassLabels labels = explanation.classifier.labels();
		float[] scores = explanation.scores;
		int prediction = labels.resolve("top", scores);
		Map<String, Object> row = new LinkedHashMap<>();
		row.put("folder", AuditFiles.folder(item));
		place(row, item, input);
		row.put("prediction", labels.name(prediction));
		row.put("correct", correct(item, labels, prediction));
		row.put("score", scores[prediction]);
		row.put("margin", margin(scores, prediction));
		found(row, report);
		geometry(row, input, evidence, truth, PointingMap.maximum(report.result(), placement));
		return row;
	}

	/** What the classifier says about an item, and why. */
	private record Explanation(ImageInput input, Classifier classifier, PreparedImage prepared, float[] scores,
		ExtremalResult result)
	{

		ExtremalReport report(AuditSettings settings) {
			return ExtremalReport.of(input, result, prepared.placement(), Provenance.of(settings.model(), classifier, classifier
				.labels().name(result.target())));
		}
	}

	private Explanation explain(ImageInput input, Optional<ExtremalResult> start, Monitor monitor) throws IOException {
		Classifier classifier = classifiers.forImage(input.source());
		PreparedImage prepared = classifier.prepare(input.source());
		Scorer scorer = classifier.scorer(prepared);
		float[] scores = scorer.scores(prepared.pixels(), 1);
		int target = classifier.labels().resolve(settings.target(), scores);
		ExtremalSettings how = settings.explanation();
		ExtremalResult result = start.isPresent() ? ExtremalPerturbation.explain(scorer, prepared, target, how, start.get(),
			monitor) : ExtremalPerturbation.explain(scorer, prepared, target, how, monitor);
		return new Explanation(input, classifier, prepared, scores, result);
	}

	/**
	 * The masks of the item before. Those that an earlier run has found are found again, so that an audit that goes on
	 * gives the same rows as one that was never ended.
	 *
	 * @return empty if the item has none before it, or that one cannot be explained
	 */
	private Optional<ExtremalResult> start(AuditItem item, Monitor monitor) {
		if (item.before().isEmpty()) return Optional.empty();
		AuditItem before = item.before().get();
		if (before.equals(last)) return Optional.of(lastResult);
		try {
			Optional<ExtremalResult> start = start(before, monitor);
			return Optional.of(explain(input(before), start, monitor).result);
		}
		catch (IOException | UncheckedIOException | IllegalArgumentException toldByItsOwnRow) {
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

	/** What is true within the item's region. */
	private Optional<boolean[]> truth(AuditItem item, ImageInput input) throws IOException {
		Optional<Truth> truth = images.truth(item.image());
		Rectangle region = input.region();
		return truth.map(all -> item.object() < 0 ? all.mask(region) : all.objects().get(item.object()).mask(region));
	}

	private static void place(Map<String, Object> row, AuditItem item, ImageInput input) {
		if (item.object() >= 0) row.put("object", item.object() + 1);
		row.put("slice", input.slice());
		row.put("frame", input.frame());
		row.put("x", input.region().x);
		row.put("y", input.region().y);
		row.put("width", input.region().width);
		row.put("height", input.region().height);
		row.put("image_width", input.image().getWidth());
		row.put("image_height", input.image().getHeight());
		Calibration calibration = input.image().getCalibration();
		row.put("pixel_width", calibration.pixelWidth);
		row.put("pixel_height", calibration.pixelHeight);
		row.put("pixel_unit", calibration.getUnit());
	}

	/** Whether the class is right; the empty text if the classifier does not know the item's class. */
	private static Object correct(AuditItem item, ClassLabels labels, int prediction) {
		List<Integer> known = item.className().map(labels::find).orElse(List.of());
		return known.isEmpty() ? "" : known.contains(prediction);
	}

	/** How far the highest score is above the second one. */
	private static float margin(float[] scores, int prediction) {
		float second = Float.NEGATIVE_INFINITY;
		for (int k = 0; k < scores.length; k++)
			if (k != prediction) second = Math.max(second, scores[k]);
		return scores[prediction] - second;
	}

	private static void found(Map<String, Object> row, ExtremalReport report) {
		ExtremalResult result = report.result();
		ExtremalMask evidence = report.area(report.foremost());
		row.put("explained", report.provenance().label());
		row.put("score_image", result.scoreImage());
		row.put("score_perturbed", result.scorePerturbed());
		row.put("optimal_area", result.optimalArea().isPresent() ? result.optimalArea().getAsDouble() : "");
		row.put("needs_no_evidence", result.needsNoEvidence());
		row.put("evidence_area", evidence.area());
		row.put("evidence_reached", (float) evidence.areaReached());
		for (ExtremalMask mask : result.masksAskedFor()) {
			row.put(AuditColumns.kept(mask.area()), mask.scoreKept());
			row.put(AuditColumns.removed(mask.area()), mask.scoreRemoved());
		}
	}

	private static void geometry(Map<String, Object> row, ImageInput input, float[] evidence,
		Optional<boolean[]> truth, int pointing)
	{
		Rectangle region = input.region();
		EvidenceGeometry geometry = EvidenceGeometry.of(evidence, region, input.image().getWidth(), input.image()
			.getHeight());
		row.put("evidence_x", (float) geometry.x());
		row.put("evidence_y", (float) geometry.y());
		row.put("evidence_spread", (float) geometry.spread());
		row.put("border_distance", (float) geometry.borderDistance());
		row.put("pointing_x", region.x + pointing % region.width);
		row.put("pointing_y", region.y + pointing / region.width);
		truth.ifPresent(mask -> {
			TruthOverlap overlap = TruthOverlap.of(evidence, mask);
			row.put("pointing_hit", mask[pointing]);
			row.put("truth_area", (float) overlap.truthArea());
			row.put("mass_inside", (float) overlap.massInside());
			row.put("area_inside", (float) overlap.areaInside());
			row.put("area_outside", (float) overlap.areaOutside());
		});
	}
}
