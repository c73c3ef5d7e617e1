package io.github.fijiray.imagej.extremal;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;

import java.awt.Color;

/** The masks as selections: where they keep more than half. */
public final class ExtremalContours {

	private static final float HALF = 0.5f;

	private ExtremalContours() {}

	/**
	 * Adds the contour of every mask to the overlay of the explained image, on the explained plane; contours of an
	 * earlier run go.
	 */
	public static void addTo(ImagePlus image, ExtremalReport report) {
		Overlay overlay = image.getOverlay() == null ? new Overlay() : image.getOverlay();
		for (Roi old : overlay.toArray())
			if (old.getName() != null && old.getName().startsWith("mask a=")) overlay.remove(old);
		int plane = image.getStackSize() == 1 ? 0 : image.getStackIndex(1, report.input().slice(), report.input().frame());
		for (Roi contour : overlay(report, plane)) {
			if (image.getNChannels() > 1) contour.setPosition(0, report.input().slice(), report.input().frame());
			overlay.add(contour);
		}
		image.setOverlay(overlay);
	}

	/**
	 * @param plane index in the stack that the contours belong to; 0 for all
	 * @return one selection per mask that reaches ½ anywhere, the stroke of a* emphasised
	 */
	static Overlay overlay(ExtremalReport report, int plane) {
		Overlay overlay = new Overlay();
		for (int a = 0; a < report.size(); a++) {
			Roi contour = trace(report.masks().get(a), report.input().region().width, report.input().region().height);
			if (contour == null) continue;
			contour.setLocation(report.input().region().x + contour.getBounds().x, report.input().region().y + contour
				.getBounds().y);
			contour.setName(report.maskName(a));
			Color color = report.color(a);
			contour.setStrokeColor(color);
			contour.setStrokeWidth(report.isOptimal(a) ? 2 : 1);
			contour.setPosition(plane);
			overlay.add(contour);
		}
		return overlay;
	}

	/**
	 * @param mask {@code float[height][width]} flattened
	 * @return the region above ½, or null if there is none
	 */
	public static Roi trace(float[] mask, int width, int height) {
		FloatProcessor values = new FloatProcessor(width, height, mask);
		if (values.getStats().max < HALF) return null;
		values.setThreshold(HALF, Float.MAX_VALUE, ImageProcessor.NO_LUT_UPDATE);
		return ThresholdToSelection.run(new ImagePlus("", values));
	}
}
