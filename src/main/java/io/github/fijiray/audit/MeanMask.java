package io.github.fijiray.audit;

import ij.ImagePlus;
import ij.io.Opener;
import ij.process.ImageProcessor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The mean of the evidence of many images, each stretched to the same square: an artefact that is always at the same place
 * shows at once.
 *
 * @param size of the square in pixels
 * @param values {@code float[size][size]} flattened, in [0, 1]
 * @param images number of images in the mean
 */
public record MeanMask(int size, float[] values, int images) {

	/**
	 * Reads the masks of {@code rows} one after the other.
	 *
	 * @param rows with results
	 * @throws IOException if a file is missing or cannot be read
	 */
	public static MeanMask of(AuditTable table, List<AuditRow> rows, int size) throws IOException {
		float[] sum = new float[size * size];
		for (AuditRow row : rows) {
			ImageProcessor mask = evidence(table.files(row).orElseThrow().resolve("evidence.tif"));
			mask.setInterpolationMethod(ImageProcessor.BILINEAR);
			ImageProcessor square = mask.convertToFloatProcessor().resize(size, size, true);
			for (int i = 0; i < sum.length; i++)
				sum[i] += square.getf(i) / 255 / rows.size();
		}
		return new MeanMask(size, sum, rows.size());
	}

	private static ImageProcessor evidence(Path file) throws IOException {
		Opener opener = new Opener();
		opener.setSilentMode(true);
		ImagePlus image = opener.openImage(file.toString());
		if (image == null) throw new IOException("The mask " + file +
			" is missing or broken; delete its row in audit.csv and start the audit again to make it anew.");
		return image.getProcessor();
	}
}
