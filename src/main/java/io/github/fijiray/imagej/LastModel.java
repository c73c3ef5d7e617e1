package io.github.fijiray.imagej;

import ij.IJ;
import ij.Prefs;

import java.awt.GraphicsEnvironment;
import java.io.File;

/**
 * The model that was used last, to be proposed by the next dialog. Macros and runs without a window name theirs: what
 * they do does not depend on what was done before.
 */
public final class LastModel {

	private static final String KEY = "fijiray.model";

	private LastModel() {}

	/** @return null if there is none, it is gone, or no dialog is going to show it */
	public static File proposed() {
		String path = GraphicsEnvironment.isHeadless() || IJ.isMacro() ? null : Prefs.get(KEY, null);
		return path != null && new File(path).isFile() ? new File(path) : null;
	}

	public static void remember(File model) {
		Prefs.set(KEY, model.getAbsolutePath());
	}
}
