package io.github.fijiray.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.macro.Interpreter;

import java.awt.GraphicsEnvironment;

/** Shows result images, in the window system and to the next line of a macro. */
public final class ImageWindows {

	private ImageWindows() {}

	/**
	 * Shows {@code image} if there is a window system or a macro, and makes it the current image of the macro. Does
	 * nothing otherwise, or if the image is shown already.
	 */
	public static void show(ImagePlus image) {
		if (image.isVisible()) return;
		boolean inMacro = IJ.isMacro() || Interpreter.getInstance() != null;
		if (GraphicsEnvironment.isHeadless() && !(inMacro && Interpreter.isBatchMode())) return;
		// NB: a new window leaves its slider at the first channel, whichever channel it shows.
		int channel = image.getC();
		image.setC(1);
		image.show();
		image.setC(channel);
		if (inMacro && Interpreter.isBatchMode()) makeCurrentOfMacro(image);
	}

	/** NB: Fiji runs a command in another thread than the macro, and in batch mode each thread has its current image. */
	private static void makeCurrentOfMacro(ImagePlus image) {
		for (Thread thread : Thread.getAllStackTraces().keySet())
			if (thread.getName().startsWith("Run$_")) WindowManager.setTempCurrentImage(thread, image);
	}
}
