package io.github.fijiray.command;

import io.github.fijiray.audit.AuditTable;
import io.github.fijiray.audit.report.AuditReport;
import io.github.fijiray.imagej.ErrorMessage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Writes the page of an audit, or of two audits of the same images beside each other. */
@Plugin(type = Command.class, menuPath = "Plugins>FijiRay>" + AuditReportCommand.LABEL, headless = true)
public class AuditReportCommand extends ContextCommand {

	static final String LABEL = "Audit Report...";

	@Parameter(label = "Folder of the audit", style = "directory", required = false, persist = false,
		description = "The output folder of Audit Folder...")
	private File audit;

	@Parameter(label = "Compare with (folder, optional)", style = "directory", required = false, persist = false,
		description = "The output folder of another audit of the same images: another model, or after retraining.")
	private File compare;

	@Parameter(label = "Page (.html)", style = "save", required = false, persist = false,
		description = "The file to write. Empty for report.html or comparison.html in the folder of the audit.")
	private File output;

	@Parameter
	private StatusService status;

	@Parameter
	private LogService log;

	@Override
	public void run() {
		try {
			status.showStatus("Writing the report of the audit");
			log.info("The report is in " + write() + "; it opens in any browser.");
		}
		catch (IOException | RuntimeException | OutOfMemoryError e) {
			cancel(null);
			ErrorMessage.show(LABEL, e);
		}
		finally {
			status.clearStatus();
		}
	}

	private Path write() throws IOException {
		if (!FileParameters.isGiven(audit)) throw new IllegalArgumentException(
			"The parameter 'audit' is empty; expected the output folder of Audit Folder....");
		AuditTable first = AuditTable.read(audit.toPath());
		boolean two = FileParameters.isGiven(compare);
		Path page = FileParameters.isGiven(output) ? output.toPath().toAbsolutePath() : audit.toPath().toAbsolutePath()
			.resolve(two ? "comparison.html" : AuditReport.FILE);
		if (Files.isDirectory(page) || !Files.isDirectory(page.getParent())) throw new IOException(
			"The parameter 'output' names " + page + ", which " + (Files.isDirectory(page) ? "is a folder"
				: "lies in a folder that does not exist") + "; give the name of a file.");
		if (two) AuditReport.write(first, AuditTable.read(compare.toPath()), page);
		else AuditReport.write(first, page);
		return page;
	}
}
