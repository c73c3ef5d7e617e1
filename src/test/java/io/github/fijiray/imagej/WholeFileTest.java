package io.github.fijiray.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.ByteProcessor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

	@TempDir
	private Path folder;

	@Test
	void failedWriterLeavesTheEarlierFileAndNothingElse() throws IOException {
		Path file = Files.writeString(folder.resolve("a.csv"), "before");
		assertThrows(IOException.class, () -> WholeFile.replace(file, unfinished -> {
			Files.writeString(unfinished, "half");
			throw new IOException("No space left on device");
		}));
		assertEquals("before", Files.readString(file));
		try (Stream<Path> files = Files.list(folder)) {
			assertEquals(1, files.count());
		}
	}

	@Test
	void nobodySeesTheFileBeforeItIsWhole() throws IOException {
		Path file = folder.resolve("a.csv");
		WholeFile.replace(file, unfinished -> {
			Files.writeString(unfinished, "whole");
			assertTrue(Files.notExists(file));
		});
		assertEquals("whole", Files.readString(file));
	}

	@Test
	void imageThatCannotBeWrittenIsAnErrorThatTellsWhy() {
		Path file = folder.resolve("no/such/folder/a.tif");
		String message = assertThrows(IOException.class, () -> WholeFile.tiff(file, new ImagePlus("", new ByteProcessor(2,
			2)))).getMessage();
		assertTrue(message.contains(file.toString()) && message.contains("File saving error"), message);
	}
}
