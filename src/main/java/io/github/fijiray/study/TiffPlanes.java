package io.github.fijiray.study;

import ij.ImageStack;
import ij.VirtualStack;
import ij.process.ImageProcessor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The planes of a stack that stay in their file until they are wanted. As many as there are channels are held; ImageJ shows
 * a plane that it cannot read in black, here it is an error.
 */
final class TiffPlanes extends VirtualStack {

	private final ImageStack stack;
	private final Path file;
	private final long bytes;
	private final Map<Integer, ImageProcessor> held;

	/**
	 * @param stack reads the file
	 * @param channels number of planes to hold, those wanted last
	 */
	TiffPlanes(ImageStack stack, Path file, int channels) throws IOException {
		super(stack.getWidth(), stack.getHeight(), null, file.getParent().toString());
		this.stack = stack;
		this.file = file;
		this.bytes = Files.size(file);
		this.held = new LinkedHashMap<>(2 * channels, 0.75f, true) {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<Integer, ImageProcessor> eldest) {
				return size() > channels;
			}
		};
		setBitDepth(stack.getBitDepth());
	}

	/** @throws UncheckedIOException if the file is gone, or not the one that was opened */
	@Override
	public ImageProcessor getProcessor(int n) {
		ImageProcessor plane = held.computeIfAbsent(n, this::read);
		plane.resetRoi();
		return plane;
	}

	private ImageProcessor read(int n) {
		requireSameFile();
		ImageProcessor plane = stack.getProcessor(n);
		requireSameFile();
		return plane;
	}

	private void requireSameFile() {
		try {
			if (Files.size(file) != bytes) throw new IOException("The file " + file + " has changed while it was read.");
		}
		catch (IOException e) {
			throw new UncheckedIOException(new IOException("The file " + file + " cannot be read any more: " + e, e));
		}
	}

	@Override
	public int getSize() {
		return stack.getSize();
	}

	@Override
	public int size() {
		return stack.getSize();
	}

	@Override
	public String getSliceLabel(int n) {
		return stack.getSliceLabel(n);
	}
}
