package io.github.fijiray.imagej.bridge;

import ij.IJ;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.app.event.StatusEvent;
import org.scijava.command.Command;
import org.scijava.command.CommandService;
import org.scijava.event.EventHandler;
import org.scijava.event.EventService;
import org.scijava.log.LogLevel;
import org.scijava.log.LogMessage;
import org.scijava.log.LogService;
import org.scijava.log.StderrLogService;
import org.scijava.plugin.Parameter;
import org.scijava.service.Service;
import org.scijava.util.ClassUtils;

/**
 * The small part of SciJava that one command needs: its services, with status and log going to ImageJ's status bar and
 * log window.
 */
final class CommandContext implements AutoCloseable {

	private final Context context;
	/** NB: the event service holds its subscribers weakly; this keeps it alive. */
	private final StatusRelay statusRelay = new StatusRelay();

	/** @param command its service parameters say what the context must have */
	CommandContext(Class<? extends Command> command) {
		context = new Context(services(command));
		context.service(EventService.class).subscribe(statusRelay);
		LogService log = context.service(LogService.class);
		if (log instanceof StderrLogService console) console.setPrintStreams(level -> new PrintStream(OutputStream
			.nullOutputStream()));
		log.addLogListener(CommandContext::toImageJLog);
	}

	Context context() {
		return context;
	}

	@Override
	public void close() {
		context.dispose();
	}

	private static Set<Class<? extends Service>> services(Class<? extends Command> command) {
		Set<Class<? extends Service>> services = new LinkedHashSet<>(List.of(CommandService.class, EventService.class,
			StatusService.class, LogService.class));
		ClassUtils.getAnnotatedFields(command, Parameter.class).stream().filter(field -> Service.class.isAssignableFrom(
			field.getType())).forEach(field -> services.add(field.getType().asSubclass(Service.class)));
		return services;
	}

	private static void toImageJLog(LogMessage message) {
		if (message.level() > LogLevel.INFO) return;
		IJ.log(message.level() < LogLevel.INFO ? LogLevel.prefix(message.level()) + ": " + message.text() : message.text());
	}

	/** Shows SciJava's status events in ImageJ's status and progress bar. */
	public static final class StatusRelay {

		@EventHandler
		public void onStatus(StatusEvent event) {
			if (event.getStatusMessage() != null) IJ.showStatus(event.getStatusMessage());
			if (event.getProgressMaximum() > 0) IJ.showProgress(event.getProgressValue(), event.getProgressMaximum());
		}
	}
}
