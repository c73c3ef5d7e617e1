package io.github.fijiray.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StudyTest {

	@TempDir
	private Path folder;

	@Test
	void subFoldersAreClassesAndOrderIsThatOfNames() throws IOException {
		for (String file : List.of("b/2.tif", "b/10.tif", "a/deep/x.czi", "loose.png", "b/2.roi", "b/notes.txt", ".hidden/h.tif",
			"out/result.tif", "Thumbs.db"))
			touch(file);
		Study study = Study.ofFolder(folder, List.of(folder.resolve("out")));
		assertEquals(List.of("a/deep/x.czi", "b/10.tif", "b/2.tif", "loose.png"), ids(study));
		assertEquals(List.of(Optional.of("a"), Optional.of("b"), Optional.of("b"), Optional.empty()), study.images().stream()
			.map(StudyImage::className).toList());
	}

	@Test
	void tableNamesFilesAndClasses() throws IOException {
		Path table = Files.writeString(folder.resolve("list.csv"),
			"\uFEFFwell,File,class\r\nB7,\"sub/a, b.tif\",\"x \"\"y\"\"\"\r\nB8,c.tif,\r\n");
		Study study = Study.ofTable(table, Optional.empty());
		assertEquals(List.of("sub/a, b.tif", "c.tif"), ids(study));
		assertEquals(Optional.of("x \"y\""), study.images().get(0).className());
		assertEquals(Optional.empty(), study.images().get(1).className());
		assertEquals(folder.toAbsolutePath().resolve("c.tif"), study.images().get(1).file());
	}

	@Test
	void tabsAndAnotherFolderDoAsWell() throws IOException {
		Path table = Files.writeString(folder.resolve("list.tsv"), "file\nx/c.tif\n");
		Study study = Study.ofTable(table, Optional.of(folder.resolve("images")));
		assertEquals(List.of("x/c.tif"), ids(study));
		assertEquals(folder.resolve("images/x/c.tif").toAbsolutePath(), study.images().get(0).file());
	}

	@Test
	void wrongTablesAreRefused() throws IOException {
		Path table = folder.resolve("list.csv");
		assertThrows(IOException.class, () -> Study.ofTable(table, Optional.empty()));
		Files.writeString(table, "image,class\na.tif,b\n");
		assertTrue(refusal(table).contains("'file'"));
		Files.writeString(table, "file,class\na.tif,b\n./a.tif,b\n");
		assertTrue(refusal(table).contains("twice"));
		Files.writeString(table, "file,class\n");
		assertTrue(refusal(table).contains("no image"));
		Files.writeString(table, "file,class\n\"a.tif,b\n");
		assertThrows(IOException.class, () -> Study.ofTable(table, Optional.empty()));
	}

	@Test
	void emptyAndMissingFoldersAreRefused() {
		assertThrows(IllegalArgumentException.class, () -> Study.ofFolder(folder, List.of()));
		assertThrows(IOException.class, () -> Study.ofFolder(folder.resolve("none"), List.of()));
	}

	@Test
	void shardsAreDisjointAndTogetherAll() {
		List<Integer> items = List.of(0, 1, 2, 3, 4, 5, 6);
		assertEquals(List.of(1, 4), Shard.parse("2/3").of(items));
		assertEquals(List.of(2, 5), Shard.parse(" 3 / 3 ").of(items));
		assertEquals(items, Shard.parse("").of(items));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0/3", "4/3", "3", "1/0", "a/b", "-1/3" })
	void wrongShardsAreRefused(String text) {
		assertTrue(assertThrows(IllegalArgumentException.class, () -> Shard.parse(text)).getMessage().contains("'shard'"));
	}

	private String refusal(Path table) {
		return assertThrows(IllegalArgumentException.class, () -> Study.ofTable(table, Optional.empty())).getMessage();
	}

	private void touch(String file) throws IOException {
		Path path = folder.resolve(file);
		Files.createDirectories(path.getParent());
		Files.createFile(path);
	}

	private static List<String> ids(Study study) {
		return study.images().stream().map(StudyImage::id).toList();
	}
}
