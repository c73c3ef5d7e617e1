package io.github.fijiray.imagej.bridge;

import ij.IJ;
import ij.ImagePlus;

import java.io.File;

import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Shows an image whose title is made of its inputs. */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>Echo Inputs...")
public class EchoCommand extends ContextCommand {

	static String lastEcho;

	@Parameter
	private StatusService status;

	@Parameter
	private LogService log;

	@Parameter(required = false)
	private ImagePlus image;

	@Parameter(label = "Some text", description = "Any words.")
	private String text = "none";

	@Parameter(min = "0", max = "1")
	private double fraction = 0.5;

	@Parameter(min = "1")
	private int passes = 80;

	@Parameter(choices = { "paper", "fast" })
	private String mode = "paper";

	@Parameter(attrs = @Attr(name = "advanced"))
	private boolean flag = false;

	@Parameter(required = false, style = "open,extensions:onnx", persist = false)
	private File file;

	@Parameter(type = ItemIO.OUTPUT)
	private ImagePlus echo;

	@Override
	public void run() {
		if (text.equals("refuse")) throw new IllegalArgumentException("The text 'refuse' is refused.");
		if (text.equals("cancel")) {
			cancel("Cancelled with a reason.");
			return;
		}
		if (text.equals("break")) throw new IllegalStateException("broken");
		status.showStatus(1, 2, "echoing");
		lastEcho = String.join("|", text, "" + fraction, "" + passes, mode, "" + flag, file == null ? "" : InputText.format(
			file), image == null ? "" : image.getTitle());
		log.info(lastEcho);
		echo = IJ.createImage(lastEcho, "8-bit", 4, 4, 1);
	}
}
