package io.github.fijiray.imagej.bridge;

import net.imagej.patcher.LegacyEnvironment;

/**
 * Starts {@code ij.ImageJ} without a display. ImageJ alone makes AWT menus as soon as a macro calls {@code run}; patched
 * it makes none, and keeps its own way of finding plugins.
 */
public final class HeadlessImageJ {

	private HeadlessImageJ() {}

	/** @param arguments those of {@code ij.ImageJ} */
	public static void main(String[] arguments) throws Exception {
		LegacyEnvironment imagej = new LegacyEnvironment(null, true);
		imagej.disableInitializer();
		imagej.disableIJ1PluginDirs();
		imagej.main(arguments);
	}
}
