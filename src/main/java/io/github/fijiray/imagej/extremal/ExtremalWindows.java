package io.github.fijiray.imagej.extremal;

import io.github.fijiray.imagej.ImageWindows;
import io.github.fijiray.imagej.figure.ScoreCurve;

import ij.ImagePlus;

import java.awt.GraphicsEnvironment;

/** Shows a report in ImageJ's windows: contours on the explained image, the score curve, a table, and the masks. */
public final class ExtremalWindows {

	/** Title of the table that all runs add their rows to; macros ask for it by this name. */
	public static final String TABLE = "Extremal Perturbation";

	private ExtremalWindows() {}

	/**
	 * Shows what can be shown; without a window system only a macro sees the masks.
	 *
	 * @param masks the report's composite image, shown last so that it is the active one
	 */
	public static void show(ExtremalReport report, ImagePlus masks) {
		if (!GraphicsEnvironment.isHeadless()) {
			if (report.input().image().getWindow() != null) ExtremalContours.addTo(report.input().image(), report);
			ScoreCurve.plot(report.scores()).show();
			report.rows().show(TABLE);
		}
		ImageWindows.show(masks);
	}
}
