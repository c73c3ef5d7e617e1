package io.github.fijiray.pointing;

import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyImage;
import io.github.fijiray.study.Truth;
import io.github.fijiray.study.TruthFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Images with objects of known classes, that the pointing game is played on. */
public final class PointingData {

	private static final String VOC_AREAS = "0.025,0.05,0.1,0.2";
	private static final String COCO_AREAS = "0.018,0.025,0.05,0.1";

	private final Path folder;
	private final List<AnnotatedImage> images;
	private final String description;
	private final String extremalAreas;
	private final List<String> withoutTruth;

	private PointingData(Path folder, List<AnnotatedImage> images, String description, String extremalAreas,
		List<String> withoutTruth)
	{
		this.folder = folder;
		this.images = List.copyOf(images);
		this.description = description;
		this.extremalAreas = extremalAreas;
		this.withoutTruth = List.copyOf(withoutTruth);
	}

	/**
	 * The images of a study that have ROI files or label images. The others are left out.
	 *
	 * @param className the class of all objects; empty for that of each image
	 * @throws IOException if a folder cannot be read
	 * @throws IllegalArgumentException if no image has truth, or one that has it has no class
	 */
	public static PointingData of(Study study, TruthFiles truths, Optional<String> className) throws IOException {
		List<AnnotatedImage> images = new ArrayList<>();
		List<String> withoutTruth = new ArrayList<>();
		for (StudyImage image : study.images()) {
			if (truths.file(image).isEmpty()) {
				withoutTruth.add(image.id());
				continue;
			}
			String name = className.or(image::className).orElseThrow(() -> new IllegalArgumentException("The class of " + image
				.id() + " is not known; name one for all images with the parameter 'target', or put images into a folder " +
				"for each class."));
			images.add(new AnnotatedImage(image, Map.of(name, List.of(shape(image, truths)))));
		}
		if (images.isEmpty()) throw new IllegalArgumentException("No image of " + study.folder() +
			" has a file of truth; expected ROIs (.roi, .zip) or label images with the names of the images, " + truths + ".");
		return new PointingData(study.folder(), images, "truth " + truths + className.map(name -> ", all " + name).orElse(""), VOC_AREAS,
			withoutTruth);
	}

	private static ObjectShape shape(StudyImage image, TruthFiles truths) {
		return (mask, width, height) -> {
			Truth truth = truths.of(image, width, height).orElseThrow(() -> new IllegalArgumentException(
				"There is no ROI file or label image for this image."));
			boolean[] objects = truth.mask();
			for (int i = 0; i < mask.length; i++)
				mask[i] |= objects[i];
		};
	}

	/**
	 * A data set in the form of PASCAL VOC, see {@link VocAnnotations}.
	 *
	 * @param folder with {@code Annotations} and {@code JPEGImages}, as {@code VOC2007}
	 * @param set a list in {@code ImageSets/Main}, as {@code test}, or blank for all annotated images
	 */
	public static PointingData ofVoc(Path folder, String set) throws IOException {
		return new PointingData(folder, new VocAnnotations(folder).images(set), "PASCAL VOC " + set, VOC_AREAS, List
			.of());
	}

	/**
	 * A data set in the form of COCO, see {@link CocoAnnotations}.
	 *
	 * @param folder of the images
	 * @param instances the JSON file
	 */
	public static PointingData ofCoco(Path folder, Path instances) throws IOException {
		return new PointingData(folder, new CocoAnnotations(folder).images(instances), "COCO " + instances.getFileName(),
			COCO_AREAS, List.of());
	}

	Path folder() {
		return folder;
	}

	List<AnnotatedImage> images() {
		return images;
	}

	/** Names of images that nobody said of where the object is: they are left out. */
	List<String> withoutTruth() {
		return withoutTruth;
	}

	/** Areas of the extremal masks that the paper sums for such data (§4.2). */
	public String extremalAreas() {
		return extremalAreas;
	}

	Set<String> classes() {
		Set<String> classes = new LinkedHashSet<>();
		images.forEach(image -> classes.addAll(image.objects().keySet()));
		return classes;
	}

	/** What kind of data it is. */
	@Override
	public String toString() {
		return description.strip();
	}
}
