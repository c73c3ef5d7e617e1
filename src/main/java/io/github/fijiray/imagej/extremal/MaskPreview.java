package io.github.fijiray.imagej.extremal;

import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.figure.AreaColors;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;

import java.awt.Color;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Shows masks while they grow, as contours on the explained image; the image gets its own overlay back in the end. Does
 * nothing for an image without a window.
 */
public final class MaskPreview implements Consumer<float[][]>, AutoCloseable {

	private static final Color FURTHER = Color.WHITE;

	private final ImageInput input;
	private final UnaryOperator<float[]> toRegion;
	private final List<Double> areas;
	private final Overlay before;
	private final boolean visible;

	/**
	 * @param toRegion brings a mask to the pixels of the input's region
	 * @param areas one per mask; those of more masks are not known beforehand, and their contours are white
	 */
	public MaskPreview(ImageInput input, UnaryOperator<float[]> toRegion, List<Double> areas) {
		this.input = input;
		this.toRegion = toRegion;
		this.areas = areas;
		before = input.image().getOverlay();
		visible = input.image().getWindow() != null;
	}

	/** @param masks {@code float[areas][height * width]} or more, as they are optimised */
	@Override
	public void accept(float[][] masks) {
		if (!visible) return;
		Overlay overlay = before == null ? new Overlay() : before.duplicate();
		for (int a = 0; a < masks.length; a++) {
			Roi contour = ExtremalContours.trace(toRegion.apply(masks[a]), input.region().width, input
				.region().height);
			if (contour == null) continue;
			contour.setLocation(input.region().x + contour.getBounds().x, input.region().y + contour.getBounds().y);
			contour.setStrokeColor(a < areas.size() ? AreaColors.of(areas, a) : FURTHER);
			overlay.add(contour);
		}
		input.image().setOverlay(overlay);
	}

	@Override
	public void close() {
		ImagePlus image = input.image();
		if (visible) image.setOverlay(before);
	}
}
