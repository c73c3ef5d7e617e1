package io.github.fijiray.imagej.channel;

import io.github.fijiray.classifier.LayerMap;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.imagej.ImageInput;
import io.github.fijiray.imagej.figure.HeatColors;

import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.process.ColorProcessor;

import java.awt.Color;
import java.util.function.Consumer;

/**
 * Shows where the channels fire that are in the masks, while these change, as a heat map on the explained image; the image
 * gets its own overlay back in the end. Does nothing for an image without a window.
 */
public final class SaliencyPreview implements Consumer<float[][]>, AutoCloseable {

	private static final double OPACITY = 0.6;

	private final ImageInput input;
	private final PreparedImage activation;
	private final LayerMap map;
	private final Overlay before;
	private final boolean visible;

	/**
	 * @param activation the layer's activation
	 * @param map where the layer's places lie in the input's region
	 */
	public SaliencyPreview(ImageInput input, PreparedImage activation, LayerMap map) {
		this.input = input;
		this.activation = activation;
		this.map = map;
		before = input.image().getOverlay();
		visible = input.image().getWindow() != null;
	}

	/** @param masks {@code float[numbers][layer channels]} */
	@Override
	public void accept(float[][] masks) {
		if (!visible) return;
		int places = activation.height() * activation.width();
		float[] saliency = new float[places];
		for (float[] mask : masks)
			for (int i = 0; i < activation.pixels().length; i++)
				saliency[i % places] += mask[i / places] * activation.pixels()[i];
		ImageRoi heat = new ImageRoi(input.region().x, input.region().y, heat(map.toSource(saliency)));
		heat.setOpacity(OPACITY);
		heat.setZeroTransparent(true);
		Overlay overlay = before == null ? new Overlay() : before.duplicate();
		overlay.add(heat);
		input.image().setOverlay(overlay);
	}

	private ColorProcessor heat(float[] saliency) {
		ColorProcessor heat = new ColorProcessor(input.region().width, input.region().height);
		float hottest = ChannelImages.largest(saliency);
		for (int i = 0; i < saliency.length; i++) {
			Color color = HeatColors.at(saliency[i] / hottest);
			heat.set(i, color.getRGB() & 0xffffff);
		}
		return heat;
	}

	@Override
	public void close() {
		if (visible) input.image().setOverlay(before);
	}
}
