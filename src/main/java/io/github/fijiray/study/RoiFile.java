package io.github.fijiray.study;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.process.ImageProcessor;

import java.awt.Rectangle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The objects of a ROI file of ImageJ, {@code .roi} or the ROI Manager's {@code .zip}. */
public final class RoiFile {

	private static final int MAX_BYTES = 1 << 26;

	private RoiFile() {}

	/**
	 * @param width of the image in pixels; what lies outside is cut off
	 * @throws IOException if it is no such file
	 * @throws IllegalArgumentException if nothing in it has an area within the image
	 */
	public static Truth truth(Path file, int width, int height) throws IOException {
		List<TruthObject> objects = new ArrayList<>();
		for (Roi roi : read(file)) {
			Rectangle bounds = roi.getBounds().intersection(new Rectangle(width, height));
			if (roi.isArea() && !bounds.isEmpty()) objects.add(object(roi, bounds));
		}
		if (objects.isEmpty()) throw new IllegalArgumentException("No selection in " + file.getFileName() +
			" has an area within the image.");
		return new Truth(width, height, objects);
	}

	/** All selections of a file, with their names. */
	public static List<Roi> read(Path file) throws IOException {
		List<Roi> rois = new ArrayList<>();
		if (file.toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
			try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
				for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry())
					if (entry.getName().endsWith(".roi")) rois.add(decode(zip, file, entry.getName()));
			}
		}
		else try (InputStream bytes = Files.newInputStream(file)) {
			rois.add(decode(bytes, file, file.getFileName().toString()));
		}
		if (rois.isEmpty()) throw new IOException("The file " + file + " holds no selection of ImageJ.");
		return rois;
	}

	private static Roi decode(InputStream stream, Path file, String name) throws IOException {
		byte[] bytes = stream.readNBytes(MAX_BYTES);
		Roi roi;
		try {
			// NB: the decoder returns null for some broken files and fails in its own way for others.
			roi = new RoiDecoder(bytes, name.replaceFirst("\\.roi$", "")).getRoi();
		}
		catch (IOException | RuntimeException e) {
			throw new IOException("The file " + file + " holds no selection of ImageJ: " + e.getMessage(), e);
		}
		if (roi == null) throw new IOException("The file " + file + " holds no selection of ImageJ.");
		return roi;
	}

	private static TruthObject object(Roi roi, Rectangle bounds) {
		Rectangle whole = roi.getBounds();
		ImageProcessor mask = roi.getMask();
		boolean[] inside = new boolean[bounds.width * bounds.height];
		for (int y = 0; y < bounds.height; y++)
			for (int x = 0; x < bounds.width; x++)
				inside[y * bounds.width + x] = mask == null || mask.get(bounds.x - whole.x + x, bounds.y - whole.y + y) != 0;
		return new TruthObject(roi.getName() == null ? "" : roi.getName(), bounds, inside);
	}
}
