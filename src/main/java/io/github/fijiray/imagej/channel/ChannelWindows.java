package io.github.fijiray.imagej.channel;

import io.github.fijiray.imagej.ImageWindows;
import io.github.fijiray.imagej.figure.ScoreCurve;

import ij.ImagePlus;

import java.awt.GraphicsEnvironment;

/**
 * Shows a channel attribution in ImageJ's windows: the score curve, tables of the numbers of channels and of the channels,
 * the selected channels, and the saliency map.
 */
public final class ChannelWindows {

	/** Title of the table that all runs add their rows to; macros ask for it by this name. */
	public static final String TABLE = "Channel Attribution";

	private ChannelWindows() {}

	/**
	 * Shows what can be shown; without a window system only a macro sees the images.
	 *
	 * @param saliency the report's composite image, shown last so that it is the active one
	 */
	public static void show(ChannelReport report, ImagePlus saliency) {
		if (!GraphicsEnvironment.isHeadless()) {
			ScoreCurve.plot(report.scores()).show();
			report.rows().show(TABLE);
			ChannelTable.weights(report).show("Channels of " + report.input().name());
		}
		ImageWindows.show(ChannelImages.activations(report));
		ImageWindows.show(saliency);
	}
}
