package io.github.fijiray.imagej.map;

import io.github.fijiray.imagej.ImageWindows;

import ij.ImagePlus;

import java.awt.GraphicsEnvironment;

/** Shows attribution maps in ImageJ's windows: the figure, a table, and the maps on the image. */
public final class AttributionWindows {

	/** Title of the table that all runs add their rows to; macros ask for it by this name. */
	public static final String TABLE = "Attribution Maps";

	private AttributionWindows() {}

	/**
	 * Shows what can be shown; without a window system only a macro sees the maps.
	 *
	 * @param comparison the report's composite image, shown last so that it is the active one
	 */
	public static void show(AttributionReport report, ImagePlus comparison) {
		if (!GraphicsEnvironment.isHeadless()) {
			report.rows().show(TABLE);
			new ImagePlus(report.input().name() + " attribution figure", report.figure()).show();
		}
		ImageWindows.show(comparison);
	}
}
