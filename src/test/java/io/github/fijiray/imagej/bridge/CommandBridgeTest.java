package io.github.fijiray.imagej.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;

import java.util.Locale;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bridge in the thread of a macro, as {@code IJ.run} calls it. */
class CommandBridgeTest {

	private String threadName;

	@BeforeEach
	void actAsMacroThread() {
		threadName = Thread.currentThread().getName();
		Thread.currentThread().setName("Run$_" + threadName);
		EchoCommand.lastEcho = null;
		IJ.redirectErrorMessages();
	}

	@AfterEach
	void leaveMacroThread() {
		Macro.setOptions(null);
		WindowManager.setTempCurrentImage(null);
		IJ.redirectErrorMessages(false);
		Thread.currentThread().setName(threadName);
	}

	@Test
	void missingOptionsAreTheCommandsDefaults() {
		run("text=a");
		assertEquals("a|0.5|80|paper|false||", EchoCommand.lastEcho);
	}

	@Test
	void everyKindOfInputIsRead() {
		run("text=[two words] fraction=1e-1 passes=12 mode=fast flag file=[/tmp/my model.onnx]");
		assertEquals("two words|0.1|12|fast|true|/tmp/my model.onnx|", EchoCommand.lastEcho);
	}

	@Test
	void theCurrentImageIsTheInput() {
		WindowManager.setTempCurrentImage(IJ.createImage("cells.tif", "16-bit", 8, 8, 1));
		run("text=a");
		assertEquals("a|0.5|80|paper|false||cells.tif", EchoCommand.lastEcho);
	}

	@Test
	void numbersDoNotDependOnTheLocale() {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.GERMANY);
		try {
			run("fraction=0.25");
		}
		finally {
			Locale.setDefault(before);
		}
		assertEquals("none|0.25|80|paper|false||", EchoCommand.lastEcho);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { //
		"fraction=abc; fraction; a number from 0.0 to 1.0", //
		"fraction=1.5; fraction; a number from 0.0 to 1.0", //
		"fraction=NaN; fraction; a number from 0.0 to 1.0", //
		"passes=0; passes; a whole number, at least 1", //
		"passes=2.5; passes; a whole number, at least 1", //
		"mode=quick; mode; one of paper, fast", //
		"flag=maybe; flag; true or false", //
		"image=[no such]; image; the title of an open image", //
		"pases=3; pases; text, fraction, passes, mode, flag, file", //
		"text=a text=b; text; twice", //
		"text=[a; text; never closed" })
	void wrongOptionsAreRefusedByNameWithWhatIsLegal(String options, String key, String legal) {
		run(options);
		String message = IJ.getErrorMessage();
		assertTrue(message.contains("'" + key + "'") && message.contains(legal), message);
		assertNull(EchoCommand.lastEcho);
	}

	@Test
	void theMessageOfARefusingCommandIsShown() {
		run("text=refuse");
		assertEquals("The text 'refuse' is refused.", IJ.getErrorMessage());
	}

	@Test
	void theReasonOfACancelledCommandIsShown() {
		run("text=cancel");
		assertEquals("Cancelled with a reason.", IJ.getErrorMessage());
	}

	@Test
	void aDefectIsCalledUnexpected() {
		run("text=break");
		assertEquals("Unexpected error, see the log: java.lang.IllegalStateException: broken", IJ.getErrorMessage());
	}

	@Test
	void theContextClassLoaderIsGivenBack() {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		ClassLoader other = new ClassLoader(null) {};
		thread.setContextClassLoader(other);
		try {
			run("text=a");
			assertEquals(other, thread.getContextClassLoader());
		}
		finally {
			thread.setContextClassLoader(before);
		}
		assertEquals("a|0.5|80|paper|false||", EchoCommand.lastEcho);
	}

	@Test
	void withoutAMacroAHeadlessRunShowsNoImage() {
		ImagePlus before = WindowManager.getCurrentImage();
		new CommandBridge().run(EchoCommand.class.getName());
		assertEquals("none|0.5|80|paper|false||", EchoCommand.lastEcho);
		assertEquals(before, WindowManager.getCurrentImage());
	}

	private static void run(String options) {
		Macro.setOptions(options);
		new CommandBridge().run(EchoCommand.class.getName());
	}
}
