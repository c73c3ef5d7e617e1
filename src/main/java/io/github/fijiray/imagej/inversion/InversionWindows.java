package io.github.fijiray.imagej.inversion;

import io.github.fijiray.imagej.ImageWindows;

import ij.ImagePlus;

import java.awt.GraphicsEnvironment;

/** Shows a feature inversion in ImageJ's windows: the figure, the table, and the inversions. */
public final class InversionWindows {

	/** Title of the table that all runs add their rows to; macros ask for it by this name. */
	public static final String TABLE = "Feature Inversion";

	private InversionWindows() {}

	/**
	 * Shows what can be shown; without a window system only a macro sees the image.
	 *
	 * @param inversions the report's image, shown last so that it is the active one
	 */
	public static void show(InversionReport report, ImagePlus inversions) {
		if (!GraphicsEnvironment.isHeadless()) {
			new ImagePlus(report.input().name() + " inversion figure", report.figure()).show();
			report.rows().show(TABLE);
		}
		ImageWindows.show(inversions);
	}
}
