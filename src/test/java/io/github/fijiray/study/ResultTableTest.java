package io.github.fijiray.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTableTest {

	private static final List<String> COLUMNS = List.of("score", "label");
	private static final Fingerprint SETTINGS = Fingerprint.empty().with("mode", "fast").with("areas", "0.1,0.2");

	@TempDir
	private Path folder;

	@Test
	void cutAtEveryByteOfTheLastRowItIsContinuedToTheSameFile() throws IOException {
		fill(3);
		byte[] undisturbed = Files.readAllBytes(file());
		int lastRow = lastRow(undisturbed);
		assertTrue(undisturbed.length - lastRow > 20);
		for (int length = lastRow; length <= undisturbed.length; length++) {
			Files.write(file(), Arrays.copyOf(undisturbed, length));
			fill(3);
			assertArrayEquals(undisturbed, Files.readAllBytes(file()), "cut at " + length);
		}
	}

	@Test
	void zerosAfterAPowerFailureAreCutOff() throws IOException {
		fill(3);
		byte[] undisturbed = Files.readAllBytes(file());
		byte[] zeroed = undisturbed.clone();
		Arrays.fill(zeroed, lastRow(undisturbed) + 5, zeroed.length, (byte) 0);
		Files.write(file(), zeroed);
		fill(3);
		assertArrayEquals(undisturbed, Files.readAllBytes(file()));
	}

	@Test
	void brokenRowInTheMiddleIsRefusedAndLeftAlone() throws IOException {
		fill(3);
		String broken = Files.readString(file()).replace("b/1.tif", "b,1.tif,");
		Files.writeString(file(), broken);
		assertTrue(assertThrows(IOException.class, () -> fill(3)).getMessage().contains("broken row"));
		assertEquals(broken, Files.readString(file()));
	}

	@Test
	void rowsAreOnTheDiskBeforeTheTableIsClosed() throws IOException {
		try (ResultTable table = open(SETTINGS)) {
			table.append(item(0), Map.of("score", 1.5));
			assertEquals("1.5", ResultTable.read(file()).get(0).get("score"));
		}
	}

	@Test
	void aFolderThatCannotBeWrittenToIsTold() throws IOException {
		Path file = Files.createFile(folder.resolve("file"));
		String message = assertThrows(IOException.class, () -> ResultTable.open(file, "t", COLUMNS, SETTINGS)).getMessage();
		assertTrue(message.contains("is a file; give a folder"), message);
		message = assertThrows(IOException.class, () -> ResultTable.open(file.resolve("below"), "t", COLUMNS, SETTINGS))
			.getMessage();
		assertTrue(message.contains("cannot be made"), message);
		Files.createDirectories(folder.resolve("t.lock"));
		message = assertThrows(IOException.class, () -> open(SETTINGS)).getMessage();
		assertTrue(message.contains("cannot be written to"), message);
	}

	@Test
	void lostTableIsNoticed() throws IOException {
		try (ResultTable table = open(SETTINGS)) {
			table.append(item(0), Map.of());
			Files.delete(file());
			String message = assertThrows(OutputException.class, () -> table.append(item(1), Map.of())).getMessage();
			assertTrue(message.contains("it is gone") && message.contains("start again"), message);
		}
	}

	@Test
	void textsComeBackAsTheyWereButOnOneLine() throws IOException {
		try (ResultTable table = open(SETTINGS)) {
			table.append(item(0), Map.of("label", "a \"b\", c\r\nd é"));
		}
		Map<String, String> row = ResultTable.read(file()).get(0);
		assertEquals("a \"b\", c d é", row.get("label"));
		assertEquals("b/0.tif", row.get(ResultTable.ITEM));
		assertEquals("b", row.get(ResultTable.CLASS));
		assertEquals("", row.get(ResultTable.ERROR));
		try (ResultTable table = open(SETTINGS)) {
			assertTrue(table.has("b/0.tif"));
			assertFalse(table.has("b/1.tif"));
		}
	}

	@Test
	void readerLeavesOutAHalfWrittenRow() throws IOException {
		fill(2);
		Files.writeString(file(), Files.readString(file()) + "b/2.tif,b,0");
		assertEquals(2, ResultTable.read(file()).size());
	}

	@Test
	void otherSettingsAreRefusedWithWhatDiffers() throws IOException {
		fill(2);
		byte[] before = Files.readAllBytes(file());
		String message = assertThrows(IOException.class, () -> open(SETTINGS.with("mode", "paper").with("seed", 3)))
			.getMessage();
		assertTrue(message.contains("mode: fast there, paper now; seed: nothing there, 3 now"), message);
		assertFalse(message.contains("areas"), message);
		assertArrayEquals(before, Files.readAllBytes(file()));
	}

	@Test
	void otherColumnsAreRefused() throws IOException {
		fill(1);
		assertTrue(assertThrows(IOException.class, () -> ResultTable.open(folder, "t", List.of("score"), SETTINGS))
			.getMessage().contains("other columns"));
	}

	@Test
	void secondRunOfThisProcessIsKeptOut() throws IOException {
		try (ResultTable first = open(SETTINGS)) {
			String message = assertThrows(IOException.class, () -> open(SETTINGS)).getMessage();
			assertTrue(message.contains("Another run") && message.contains("process " + ProcessHandle.current().pid()),
				message);
			first.append(item(0), Map.of());
		}
		open(SETTINGS).close();
	}

	@Test
	void runOfAnotherProcessIsKeptOutUntilItIsKilled() throws Exception {
		Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System
			.getProperty("java.class.path"), Holder.class.getName(), folder.toString()).redirectErrorStream(true).start();
		try {
			assertEquals("held", other.inputReader().readLine());
			String message = assertThrows(IOException.class, () -> open(SETTINGS)).getMessage();
			assertTrue(message.contains("process " + other.pid()), message);
		}
		finally {
			other.destroyForcibly().waitFor();
		}
		open(SETTINGS).close();
	}

	/** Holds the lock until it is killed. */
	static final class Holder {

		public static void main(String[] arguments) throws Exception {
			ResultTable.open(Path.of(arguments[0]), "t", COLUMNS, SETTINGS);
			System.out.println("held");
			Thread.sleep(60_000);
		}
	}

	@Test
	void unknownColumnAndSecondRowAreDefects() throws IOException {
		try (ResultTable table = open(SETTINGS)) {
			assertThrows(IllegalArgumentException.class, () -> table.append(item(0), Map.of("size", 1)));
			table.append(item(0), Map.of());
			assertThrows(IllegalArgumentException.class, () -> table.append(item(0), Map.of()));
		}
	}

	/** Does what a run does: rows of the items that have none. */
	private void fill(int items) throws IOException {
		try (ResultTable table = open(SETTINGS)) {
			for (int i = 0; i < items; i++)
				if (!table.has(item(i).id())) table.append(item(i), Map.of("score", i / 7.0, "label", "größer, \"" + i + "\""));
		}
	}

	private ResultTable open(Fingerprint settings) throws IOException {
		return ResultTable.open(folder, "t", COLUMNS, settings);
	}

	private Path file() {
		return folder.resolve("t.csv");
	}

	private static StudyImage item(int index) {
		String id = "b/" + index + ".tif";
		return new StudyImage(id, Path.of(id), Optional.of("b"));
	}

	private static int lastRow(byte[] bytes) {
		int start = bytes.length - 1;
		while (bytes[start - 1] != '\n')
			start--;
		return start;
	}
}
