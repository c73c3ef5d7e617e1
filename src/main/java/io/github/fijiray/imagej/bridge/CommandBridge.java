package io.github.fijiray.imagej.bridge;

import io.github.fijiray.imagej.ErrorMessage;
import io.github.fijiray.imagej.ImageWindows;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.plugin.PlugIn;

import org.scijava.Cancelable;
import org.scijava.command.Command;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;

/**
 * Runs a SciJava command from the menus and macros of plain ImageJ, which knows nothing of SciJava. A line of
 * {@code plugins.config} names this class, with the command's class as argument.
 * <p>
 * The command's inputs come from the macro's options, or from a dialog when no macro runs. {@link #run} returns when the
 * command is done.
 * </p>
 */
public class CommandBridge implements PlugIn {

	@Override
	public void run(String commandClass) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		// NB: SciJava and ONNX Runtime look for their resources in the context class loader, which plain ImageJ leaves at
		// the loader of ij.jar.
		thread.setContextClassLoader(CommandBridge.class.getClassLoader());
		try {
			runCommand(Class.forName(commandClass).asSubclass(Command.class));
		}
		catch (Exception | LinkageError | OutOfMemoryError e) {
			ErrorMessage.show(commandClass.substring(commandClass.lastIndexOf('.') + 1), e);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static void runCommand(Class<? extends Command> command) throws Exception {
		try (CommandContext scijava = new CommandContext(command)) {
			CommandInfo info = scijava.context().service(CommandService.class).getCommand(command);
			if (info == null) throw new IllegalStateException("SciJava's plugin index does not list " + command.getName() +
				"; the FijiRay jar is incomplete.");
			String label = info.getMenuPath().isEmpty() ? info.getTitle() : info.getMenuPath().getLeaf().getName();
			try {
				runModule(label, scijava.context().service(ModuleService.class).createModule(info), scijava);
			}
			catch (RuntimeException | OutOfMemoryError e) {
				ErrorMessage.show(label, e);
			}
		}
	}

	private static void runModule(String label, Module module, CommandContext scijava) throws Exception {
		CommandInputs inputs = new CommandInputs(label, module, scijava.context());
		if (!inputs.fill(Macro.getOptions())) return;
		module.run();
		String reason = module instanceof Cancelable command && command.isCanceled() ? command.getCancelReason() : null;
		if (reason != null && !reason.isEmpty()) throw new IllegalArgumentException(reason);
		for (ModuleItem<?> output : module.getInfo().outputs())
			if (output.getValue(module) instanceof ImagePlus image) ImageWindows.show(image);
		IJ.showProgress(1);
	}
}
