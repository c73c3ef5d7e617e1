package io.github.fijiray.pointing;

import io.github.fijiray.study.StudyImage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image with the objects in it.
 *
 * @param objects by class, in the order of their first object
 */
record AnnotatedImage(StudyImage image, Map<String, List<ObjectShape>> objects) {

	/** An image may hold no larger part of what is difficult (Zhang et al., ECCV 2016, §4.2). */
	private static final double DIFFICULT_AREA = 0.25;

	AnnotatedImage {
		objects = new LinkedHashMap<>(objects);
	}

	/** Adds an object. */
	void add(String className, ObjectShape shape) {
		objects.computeIfAbsent(className, first -> new ArrayList<>()).add(shape);
	}

	/**
	 * Where the objects of a class are.
	 *
	 * @return {@code boolean[height][width]} flattened
	 * @throws IOException if a file cannot be read
	 * @throws IllegalArgumentException if the objects do not fit the image, or have no pixel in it
	 */
	boolean[] region(String className, int width, int height) throws IOException {
		boolean[] region = new boolean[Math.multiplyExact(width, height)];
		for (ObjectShape shape : objects.get(className))
			shape.addTo(region, width, height);
		if (area(region) == 0) throw new IllegalArgumentException("No object of the class " + className +
			" has a pixel within the image.");
		return region;
	}

	/**
	 * Whether a class is difficult to find: its objects cover less than a quarter of the image, and there is another class.
	 */
	boolean isDifficult(boolean[] region) {
		return objects.size() > 1 && area(region) < DIFFICULT_AREA;
	}

	/** Share of the image. */
	static double area(boolean[] region) {
		int inside = 0;
		for (boolean pixel : region)
			if (pixel) inside++;
		return (double) inside / region.length;
	}
}
