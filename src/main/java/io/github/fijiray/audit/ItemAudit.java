package io.github.fijiray.audit;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.extremal.ExtremalMask;
import io.github.fijiray.attribution.extremal.ExtremalResult;
import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.classifier.preprocessing.Placement;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.extremal.ExtremalReport;
import io.github.fijiray.study.OpenedImages;
import io.github.fijiray.study.StudyRun;
import io.github.fijiray.study.Truth;

import ij.measure.Calibration;

import java.awt.Rectangle;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the files of one explained item and gives its row. */
final class ItemAudit implements StudyRun.Work<AuditItem> {

	private final AuditSettings settings;
	private final OpenedImages images;
	private final ItemExplainer explainer;
	private final AuditFiles files;
	private final Consumer<String> notes;

	ItemAudit(AuditSettings settings, OpenedImages images, ItemExplainer explainer, AuditFiles files,
		Consumer<String> notes)
	{
		this.settings = settings;
		this.images = images;
		this.explainer = explainer;
		this.files = files;
		this.notes = notes;
	}

	@Override
	public Map<String, ?> measure(AuditItem item, Monitor monitor) throws IOException {
		Optional<Truth> objects = images.truth(item.image());
		ItemExplanation explanation = explainer.explain(item, monitor);
		ImageInput input = explanation.input();
		Optional<boolean[]> truth = objects.map(all -> truth(all, item.object(), input.region()));
		ExtremalReport report = explanation.report(settings.model());
		float[] evidence = report.masks().get(report.foremost());
		Placement placement = explanation.prepared().placement();
		files.write(item, report, placement, evidence, truth);
		input.notes().forEach(notes);
		explanation.prepared().notes().forEach(notes);

		ClassLabels labels = explanation.classifier().labels();
		float[] scores = explanation.scores();
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

	/** What is true within the item's region. */
	private static boolean[] truth(Truth all, int object, Rectangle region) {
		return object < 0 ? all.mask(region) : all.objects().get(object).mask(region);
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
