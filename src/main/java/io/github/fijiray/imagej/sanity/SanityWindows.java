package io.github.fijiray.imagej.sanity;

import io.github.fijiray.attribution.metric.SanityCheck;
import io.github.fijiray.imagej.ImageWindows;
import io.github.fijiray.imagej.figure.DisplayRange;
import io.github.fijiray.imagej.figure.HeatColors;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;

import java.awt.GraphicsEnvironment;

/** Shows sanity checks in ImageJ's windows: the plot, a table, and the maps of every stage as a stack. */
public final class SanityWindows {

	/** Title of the table that all runs add their rows to; macros ask for it by this name. */
	public static final String TABLE = "Sanity Check";

	private SanityWindows() {}

	/** The maps of all methods and stages in 32 bit, a slice for each, over the explained region. */
	public static ImagePlus stack(SanityReport report) {
		ImageStack stack = new ImageStack(report.input().region().width, report.input().region().height);
		for (SanityReport.MethodCheck check : report.checks())
			for (SanityCheck.Stage stage : check.stages())
				stack.addSlice(check.method().name() + " " + SanityReport.name(stage), report.source(stage));
		ImagePlus image = new ImagePlus(SanityTable.KIND.title(report.input()), stack);
		image.setLut(HeatColors.lut());
		DisplayRange range = DisplayRange.of("auto", (float[]) stack.getPixels(1));
		image.setDisplayRange(range.low(), range.high());
		Calibration calibration = report.input().image().getCalibration().copy();
		calibration.disableDensityCalibration();
		image.setCalibration(calibration);
		image.setProperty("Info", report.rows().info("FijiRay sanity check"));
		return image;
	}

	/**
	 * Shows what can be shown; without a window system only a macro sees the maps.
	 *
	 * @param stack the report's maps, shown last so that they are the active image
	 */
	public static void show(SanityReport report, ImagePlus stack) {
		if (!GraphicsEnvironment.isHeadless()) {
			SanityFigure.plot(report, 640, 360, 15).show();
			report.rows().show(TABLE);
		}
		ImageWindows.show(stack);
	}
}
