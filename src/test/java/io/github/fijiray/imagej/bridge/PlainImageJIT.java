package io.github.fijiray.imagej.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Macros in plain ImageJ on the unpacked zip, with {@link EchoCommand} as one more menu item. */
class PlainImageJIT {

	private static final String ECHO = "run(\"Echo Inputs...\", \"%s\");\n";

	@TempDir
	Path folder;

	private PlainImageJ imagej;

	@BeforeEach
	void unpack() throws Exception {
		Path zip = Path.of(System.getProperty("fijiray.zip"));
		imagej = new PlainImageJ(folder, zip);
		imagej.addJar(Path.of(System.getProperty("fijiray.tests")));
		imagej.addMenu("Echo_.jar", "Plugins>FijiRay, \"Echo Inputs...\", " + CommandBridge.class.getName() + "(\"" +
			EchoCommand.class.getName() + "\")\n");
	}

	@Test
	void theMenuListsTheCommand() throws Exception {
		String output = imagej.runMacro(String.format(ECHO, "text=a") +
			"List.setCommands; print(List.get(\"Extremal Perturbation...\"));");
		assertEquals("echo of a\n" + CommandBridge.class.getName() +
			"(\"io.github.fijiray.command.ExtremalPerturbationCommand\")", output.strip());
	}

	@Test
	void aCommandRunsAndItsImageIsTheMacrosNextImage() throws Exception {
		String output = imagej.runMacro("newImage(\"my cells\", \"8-bit\", 9, 9, 1);\n" + String.format(ECHO,
			"text=[two words] fraction=0.1 mode=fast") + "print(getTitle());");
		assertTrue(output.contains("echo of two words"), output);
		assertTrue(output.contains("two words|0.1|80|fast|false||my cells"), output);
	}

	@Test
	void aWrongValueEndsTheMacroWithOneMessage() throws Exception {
		String output = imagej.runMacro(String.format(ECHO, "fraction=abc") + "print(\"reached the next line\");");
		assertEquals(2, output.split("'abc'", -1).length, output);
		assertFalse(output.contains("reached the next line"), output);
	}
}
