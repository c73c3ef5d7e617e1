package io.github.fijiray.imagej.inversion;

import io.github.fijiray.imagej.ImageInput;

import ij.ImagePlus;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Shows inversions while they grow, in a window of their own. Does nothing for an image without a window. */
public final class InversionPreview implements Consumer<float[][]>, AutoCloseable {

	private final SeenPictures pictures;
	private final String title;
	private final boolean visible;
	private ImagePlus window;

	public InversionPreview(ImageInput input, SeenPictures pictures) {
		this.pictures = pictures;
		title = "Inverting " + input.name();
		visible = input.image().getWindow() != null;
	}

	/** @param images one per inversion, as the classifier sees them */
	@Override
	public void accept(float[][] images) {
		if (!visible) return;
		List<String> labels = Arrays.stream(images).map(image -> title).toList();
		ImagePlus pictured = pictures.composite(title, labels, List.of(images));
		if (window == null) {
			window = pictured;
			window.show();
			return;
		}
		for (int i = 1; i <= pictured.getStackSize(); i++)
			window.getStack().setPixels(pictured.getStack().getPixels(i), i);
		window.setStack(window.getStack());
		window.updateAndDraw();
	}

	@Override
	public void close() {
		if (window == null) return;
		window.changes = false;
		window.close();
	}
}
