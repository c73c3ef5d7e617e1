package io.github.fijiray.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.imagej.bridge.CommandBridge;

import ij.IJ;
import ij.Macro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of audits, as a macro in plain ImageJ writes them. */
class AuditReportCommandTest {

	private static final String HEADER = "image,class,folder,x,y,width,height,prediction,correct,score,score_image," +
		"score_perturbed,optimal_area,needs_no_evidence,evidence_reached,evidence_x,evidence_y,kept_0.1,removed_0.1,error\n";

	@TempDir
	private Path folder;
	private String threadName;

	@BeforeEach
	void actAsMacroThread() throws IOException {
		threadName = Thread.currentThread().getName();
		Thread.currentThread().setName("Run$_" + threadName);
		IJ.redirectErrorMessages();
		audit("first", "sick");
		audit("second", "healthy");
		Files.createDirectory(folder.resolve("empty"));
	}

	@AfterEach
	void leaveMacroThread() {
		Macro.setOptions(null);
		IJ.redirectErrorMessages(false);
		Thread.currentThread().setName(threadName);
	}

	@Test
	void aReportLiesInTheFolderOfTheAudit() throws IOException {
		run("audit=[" + folder.resolve("first") + "]");
		assertNull(IJ.getErrorMessage());
		assertTrue(Files.readString(folder.resolve("first/report.html")).contains("1 of 1 decision is right"));
	}

	@Test
	void aComparisonLiesInTheFolderOfTheFirstAudit() throws IOException {
		run("audit=[" + folder.resolve("first") + "] compare=[" + folder.resolve("second") + "]");
		assertNull(IJ.getErrorMessage());
		assertTrue(Files.readString(folder.resolve("first/comparison.html")).contains("1 of 1 decision differs"));
		assertFalse(Files.exists(folder.resolve("second/comparison.html")));
	}

	@Test
	void aPageGoesWhereItIsWanted() throws IOException {
		Path page = folder.resolve("for the lab.html");
		run("audit=[" + folder.resolve("first") + "] output=[" + page + "]");
		assertTrue(Files.readString(page).startsWith("<!DOCTYPE html>"));
		assertFalse(Files.exists(folder.resolve("first/report.html")));
	}

	@Test
	void aSecondReportReplacesTheFirst() throws IOException {
		run("audit=[" + folder.resolve("first") + "]");
		byte[] first = Files.readAllBytes(folder.resolve("first/report.html"));
		run("audit=[" + folder.resolve("first") + "]");
		assertEquals(new String(first), Files.readString(folder.resolve("first/report.html")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "compare=DIR/second; 'audit' is empty", "audit=DIR/none; no audit in",
		"audit=DIR/empty; Run Audit Folder... first", "audit=DIR/first compare=DIR/empty; no audit in",
		"audit=DIR/first output=DIR/none/a.html; folder that does not exist",
		"audit=DIR/first output=DIR/empty; which is a folder", "audit=DIR/first page=x; unknown key 'page'" })
	void wrongValuesAreRefusedWithWhatIsMissing(String options, String told) {
		run(options.replace("DIR", folder.toString()));
		String message = IJ.getErrorMessage();
		assertTrue(message != null && message.contains(told), message);
		assertFalse(Files.exists(folder.resolve("first/report.html")));
	}

	private static void run(String options) {
		Macro.setOptions(options);
		try {
			new CommandBridge().run(AuditReportCommand.class.getName());
		}
		catch (RuntimeException e) {
			assertEquals(Macro.MACRO_CANCELED, e.getMessage());
		}
	}

	/** An audit of one image; its pictures are missing. */
	private void audit(String name, String prediction) throws IOException {
		Path audit = Files.createDirectory(folder.resolve(name));
		Files.writeString(audit.resolve("audit.settings.csv"), "setting,value\nmodel," + name + ".onnx\n");
		Files.writeString(audit.resolve("audit.csv"), HEADER + "a.tif,sick,images/a.tif,0,0,10,10," + prediction + "," +
			prediction.equals("sick") + ",3,3,-1,0.1,false,0.1,5,5,3,0,\n");
	}
}
