package io.github.fijiray.audit;

import ij.ImagePlus;
import ij.io.Opener;
import ij.process.ImageProcessor;

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
	 * Reads the masks of {@code rows} one after the other. Those that are missing or broken are left out.
	 *
	 * @param rows with results
	 */
	public static MeanMask of(AuditTable table, List<AuditRow> rows, int size) {
		double[] sum = new double[size * size];
		int images = 0;
		for (AuditRow row : rows) {
			Opener opener = new Opener();
			opener.setSilentMode(true);
			ImagePlus evidence = opener.openImage(table.files(row).orElseThrow().resolve("evidence.tif").toString());
			if (evidence == null) continue;
			ImageProcessor mask = evidence.getProcessor();
			mask.setInterpolationMethod(ImageProcessor.BILINEAR);
			ImageProcessor square = mask.convertToFloatProcessor().resize(size, size, true);
			for (int i = 0; i < sum.length; i++)
				sum[i] += square.getf(i) / 255;
			images++;
		}
		float[] values = new float[sum.length];
		for (int i = 0; i < sum.length; i++)
			values[i] = (float) (sum[i] / Math.max(1, images));
		return new MeanMask(size, values, images);
	}
}
