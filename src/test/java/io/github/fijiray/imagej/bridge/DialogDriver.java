package io.github.fijiray.imagej.bridge;

import ij.IJ;
import ij.ImageJ;
import ij.gui.GenericDialog;
import ij.plugin.frame.Recorder;

import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.util.Arrays;
import java.util.function.Supplier;

/** Picks a menu item of ImageJ as a user would, fills its dialog, and replays what the recorder wrote. */
public final class DialogDriver {

	private DialogDriver() {}

	/** @param arguments ImageJ's folder, the menu item, then texts for the dialog's text fields */
	public static void main(String[] arguments) throws InterruptedException {
		try {
			drive(arguments);
		}
		catch (IllegalStateException e) {
			e.printStackTrace();
		}
		finally {
			System.out.println(IJ.getLog());
			Runtime.getRuntime().halt(0);
		}
	}

	private static void drive(String[] arguments) throws InterruptedException {
		ImageJ.main(new String[] { "-ijpath", arguments[0], "-port0" });
		Recorder recorder = new Recorder();
		IJ.createImage("my cells", "8-bit", 64, 64, 1).show();
		IJ.doCommand(arguments[1]);
		GenericDialog dialog = await(() -> (GenericDialog) Arrays.stream(Window.getWindows()).filter(
			window -> window instanceof GenericDialog && window.isShowing()).findFirst().orElse(null));
		for (int i = 2; i < arguments.length; i++)
			((TextField) dialog.getStringFields().get(i - 2)).setText(arguments[i]);
		dialog.actionPerformed(new ActionEvent(dialog.getButtons()[0], ActionEvent.ACTION_PERFORMED, "OK"));
		String line = await(() -> Arrays.stream(recorder.getText().split("\n")).filter(text -> text.startsWith("run(\"" +
			arguments[1])).findFirst().orElse(null));
		System.out.println(line);
		IJ.selectWindow("my cells");
		IJ.runMacro(line);
	}

	private static <T> T await(Supplier<T> search) throws InterruptedException {
		for (int i = 0; i < 600; i++) {
			T found = search.get();
			if (found != null) return found;
			Thread.sleep(100);
		}
		throw new IllegalStateException("Waited for a minute in vain.");
	}
}
