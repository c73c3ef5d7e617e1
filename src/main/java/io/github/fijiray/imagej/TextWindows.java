package io.github.fijiray.imagej;

import ij.text.TextPanel;
import ij.text.TextWindow;

import java.awt.Font;
import java.awt.GraphicsEnvironment;

import org.scijava.log.LogService;

/** Shows a long text: in a window, or in the log where there is no window system. */
public final class TextWindows {

	private static final int WIDTH = 900;
	private static final int HEIGHT = 700;
	private static final int FONT_SIZE = 12;

	private TextWindows() {}

	/** @param text lines whose columns are aligned with blanks */
	public static void show(String title, String text, LogService log) {
		if (GraphicsEnvironment.isHeadless()) {
			text.lines().forEach(log::info);
			return;
		}
		TextWindow window = new TextWindow(title, text, WIDTH, HEIGHT);
		TextPanel panel = window.getTextPanel();
		panel.setFont(new Font(Font.MONOSPACED, Font.PLAIN, FONT_SIZE), true);
		panel.scrollToTop();
	}
}
