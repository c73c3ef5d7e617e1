package io.github.fijiray.imagej.inversion;

import ij.ImagePlus;

import java.util.List;

/** A feature inversion as an image: what the classifier sees, then both inversions, as slices. */
public final class InversionImage {

	private InversionImage() {}

	/** In the intensities of the explained image, with its calibration, at the classifier's resolution. */
	public static ImagePlus of(InversionReport report) {
		List<String> names = report.names();
		ImagePlus image = report.pictures().composite(InversionTable.KIND.title(report.input()), List.of("image",
			"inversion of " + names.get(0), "inversion of " + names.get(1)), List.of(report.prepared(), report.ofKept()
				.image(), report.ofAll().image()));
		image.setProperty("Info", report.rows().info("FijiRay feature inversion"));
		return image;
	}
}
