package io.github.fijiray.pointing;

import io.github.fijiray.attribution.Monitor;
import io.github.fijiray.attribution.map.AttributionContext;
import io.github.fijiray.attribution.map.AttributionMap;
import io.github.fijiray.attribution.map.AttributionMethod;
import io.github.fijiray.attribution.metric.Localisation;
import io.github.fijiray.classifier.Classifier;
import io.github.fijiray.classifier.SizedClassifiers;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.LayerChoice;
import io.github.fijiray.onnx.layer.Layer;
import io.github.fijiray.study.OpenedImages;
import io.github.fijiray.study.StudyRun;

import ij.ImagePlus;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Explains one class of one image by one method, and looks where the map has its maximum. */
final class PointingTrial implements StudyRun.Work<PointingItem> {

	/** The study's own columns; an interface, like a macro's parameter names. */
	static final List<String> COLUMNS = List.of("file", "method", "explained", "score", "truth_area", "difficult", "peak_x",
		"peak_y", "pointing_hit", "relevance_mass", "relevance_rank");

	private final PointingSettings settings;
	private final SizedClassifiers classifiers;
	private final OpenedImages images;
	private final Consumer<String> notes;

	PointingTrial(PointingSettings settings, SizedClassifiers classifiers, OpenedImages images, Consumer<String> notes) {
		this.settings = settings;
		this.classifiers = classifiers;
		this.images = images;
		this.notes = notes;
	}

	@Override
	public Map<String, ?> measure(PointingItem item, Monitor monitor) throws IOException {
		Map<String, Object> row = new LinkedHashMap<>();
		ImagePlus image = images.image(item.annotated().image());
		image.deleteRoi();
		int width = image.getWidth();
		boolean[] region = item.annotated().region(item.objects(), width, image.getHeight());
		ImageInput input = ImageInput.of(image);
		Classifier classifier = classifiers.forImage(input.source());
		PreparedImage prepared = classifier.prepare(input.source());
		input.notes().forEach(notes);
		prepared.notes().forEach(notes);

		float[] map = map(item, classifier, prepared, monitor);
		double hit = Localisation.pointingHit(map, region, width, settings.tolerance());
		if (Double.isNaN(hit)) throw new IllegalArgumentException("The map has no largest value: it is not a number.");
		int peak = peak(map);
		double mass = Localisation.relevanceMass(map, region);
		row.put("file", item.annotated().image().id());
		row.put("method", item.method().name());
		row.put("explained", classifier.labels().name(item.target()));
		row.put("score", classifier.scorer(prepared).scores(prepared.pixels(), 1)[item.target()]);
		row.put("truth_area", (float) AnnotatedImage.area(region));
		row.put("difficult", item.annotated().isDifficult(region));
		row.put("peak_x", peak % width);
		row.put("peak_y", peak / width);
		row.put("pointing_hit", (float) hit);
		// A map that is nowhere positive has no mass anywhere.
		row.put("relevance_mass", Double.isNaN(mass) ? "" : (Object) (float) mass);
		row.put("relevance_rank", (float) Localisation.relevanceRank(map, region));
		return row;
	}

	/** The map at the resolution of the image, smoothed as the paper does for the game. */
	private float[] map(PointingItem item, Classifier classifier, PreparedImage prepared, Monitor monitor)
		throws IOException
	{
		AttributionMethod method = item.method().method();
		Optional<Layer> layer = settings.layer().isBlank() ? Optional.empty() : Optional.of(LayerChoice.of(settings.layer(),
			classifier.layers()));
		AttributionMap map = method.explain(AttributionContext.of(classifier, prepared, item.target()).with(layer).withSeed(
			settings.seed()).withBatch(settings.batch()).with(monitor));
		return map.with(method.sign()).smoothed(method.pointingSmoothness(), prepared).toSource(prepared);
	}

	private static int peak(float[] map) {
		int peak = 0;
		for (int i = 1; i < map.length; i++)
			if (map[i] > map[peak]) peak = i;
		return peak;
	}
}
