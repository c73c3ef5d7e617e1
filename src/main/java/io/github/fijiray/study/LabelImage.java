package io.github.fijiray.study;

import ij.ImagePlus;
import ij.process.ImageProcessor;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects of a label image: 0 is background, and every other value is one object. */
public final class LabelImage {

	private LabelImage() {}

	/**
	 * @param labels its current plane is taken
	 * @throws IllegalArgumentException if it is a colour picture, or all background
	 */
	public static Truth truth(ImagePlus labels) {
		if (labels.getBitDepth() == 24) throw new IllegalArgumentException("The label image " + labels.getTitle() +
			" is a colour picture; save it with one number per object (8, 16 or 32 bit).");
		ImageProcessor plane = labels.getProcessor();
		Map<Float, Rectangle> boxes = new TreeMap<>();
		for (int y = 0; y < plane.getHeight(); y++)
			for (int x = 0, next; x < plane.getWidth(); x = next) {
				float label = plane.getf(x, y);
				next = endOfRun(plane, x, y, label);
				if (label != 0) boxes.computeIfAbsent(label, first -> new Rectangle(-1, -1)).add(new Rectangle(x, y, next -
					x, 1));
			}
		if (boxes.isEmpty()) throw new IllegalArgumentException("The label image " + labels.getTitle() +
			" has no object: all its pixels are 0.");
		List<TruthObject> objects = new ArrayList<>();
		boxes.forEach((label, box) -> objects.add(object(plane, label, box)));
		return new Truth(plane.getWidth(), plane.getHeight(), objects);
	}

	/** A field has many more pixels than runs of one label. */
	private static int endOfRun(ImageProcessor plane, int x, int y, float label) {
		int end = x + 1;
		while (end < plane.getWidth() && plane.getf(end, y) == label)
			end++;
		return end;
	}

	private static TruthObject object(ImageProcessor plane, float label, Rectangle box) {
		boolean[] inside = new boolean[box.width * box.height];
		for (int y = 0; y < box.height; y++)
			for (int x = 0; x < box.width; x++)
				inside[y * box.width + x] = plane.getf(box.x + x, box.y + y) == label;
		String name = label == Math.rint(label) ? String.valueOf((long) label) : String.valueOf(label);
		return new TruthObject(name, box, inside);
	}
}
