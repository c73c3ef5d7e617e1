package io.github.fijiray.imagej;

import io.github.fijiray.classifier.preprocessing.Placement;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;

import java.awt.Color;
import java.util.function.Consumer;

/** Draws masks on the image that is being explained while they grow, if it has a window. Closing leaves no trace. */
public final class MaskPreview implements Consumer<float[][]>, AutoCloseable {

	private final ImageInput input;
	private final Placement placement;
	private final Overlay before;

	/** @param placement where the masks lie in the input's region */
	public MaskPreview(ImageInput input, Placement placement) {
		this.input = input;
		this.placement = placement;
		before = input.image().getOverlay();
	}

	@Override
	public void accept(float[][] masks) {
		ImagePlus image = input.image();
		if (image.getWindow() == null) return;
		Overlay growing = before == null ? new Overlay() : before.duplicate();
		for (int a = 0; a < masks.length; a++) {
			Roi contour = ExtremalContours.trace(placement.toSource(masks[a]), input.region().width, input.region().height);
			if (contour == null) continue;
			contour.setLocation(input.region().x + contour.getBounds().x, input.region().y + contour.getBounds().y);
			contour.setStrokeColor(AreaColors.of(a, masks.length));
			growing.add(contour);
		}
		image.setOverlay(growing);
	}

	@Override
	public void close() {
		if (input.image().getWindow() != null) input.image().setOverlay(before);
	}
}
