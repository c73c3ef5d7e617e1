package io.github.fijiray.classifier.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ClassLabelsTest {

	@TempDir
	Path folder;

	private List<String> read(String text) throws IOException {
		return ClassLabels.read(Files.writeString(folder.resolve("labels.txt"), text)).names();
	}

	@ParameterizedTest
	@ValueSource(strings = { "cat\ndog, hound\n", "0 cat\n1 dog, hound", "1: dog, hound\n0: cat", "1 cat\n2 dog, hound\n",
		"n02121808 cat\r\nn02087122 dog, hound\r\n", "[\"cat\", \"dog, hound\"]", "{'0': 'cat', 1: 'dog, hound'}",
		"{\"0\": [\"n02121808\", \"cat\"], \"1\": [\"n02087122\", \"dog\", \"hound\"]}" })
	void everyUsualFormOfLabelsFileIsRead(String text) throws IOException {
		assertEquals(List.of("cat", "dog, hound"), read(text));
	}

	@Test
	void numbersThatAreNoIndicesBelongToTheName() throws IOException {
		assertEquals(List.of("10 µm bead", "20 µm bead"), read("10 µm bead\n20 µm bead\n"));
		assertEquals(List.of("1 cell", "1 nucleus"), read("1 cell\n1 nucleus\n"));
	}

	@Test
	void aFileWithoutNamesIsRefused() {
		assertThrows(IllegalArgumentException.class, () -> read("\n\n"));
	}

	@Test
	void anotherEncodingIsNamed() throws IOException {
		Path file = Files.write(folder.resolve("latin.txt"), "fl\u00fcgel\n".getBytes(StandardCharsets.ISO_8859_1));
		String message = assertThrows(IllegalArgumentException.class, () -> ClassLabels.read(file)).getMessage();
		assertTrue(message.contains("latin.txt") && message.contains("UTF-8"), message);
	}

	@Test
	void metadataHoldsListsDictionariesOrWords() {
		List<String> names = List.of("a", "b");
		for (String value : List.of("[\"a\", \"b\"]", "{0: 'a', 1: 'b'}", "a, b", "a\nb"))
			assertEquals(names, ClassLabels.fromMetadata(Map.of("names", value)).get().names(), value);
		assertEquals(names, ClassLabels.fromMetadata(Map.of("producer", "x", "classes", "a,b")).get().names());
		assertEquals(Optional.empty(), ClassLabels.fromMetadata(Map.of("producer", "x")));
	}

	private final ClassLabels labels = new ClassLabels(List.of("tench, Tinca tinca", "Cell", "cell", "infected",
		"uninfected", "great white shark, white shark", "shark"), "test");
	private final float[] scores = { 0, 1, 5, 2, 5, 4, 3 };

	@Test
	void aTargetIsTheTopAnIndexOrAName() {
		assertEquals(2, labels.resolve("top", scores));
		assertEquals(4, labels.resolve(" 4 ", scores));
		assertEquals(2, labels.resolve("cell", scores));
		assertEquals(1, labels.resolve("Cell", scores));
		assertEquals(3, labels.resolve("INFECTED", scores));
		assertEquals(0, labels.resolve("tinca Tinca", scores));
		assertEquals(5, labels.resolve("white shark", scores));
		assertEquals(6, labels.resolve("shark", scores));
	}

	@Test
	void aNameThatMeansTwoClassesIsRefused() {
		String message = assertThrows(IllegalArgumentException.class, () -> labels.resolve("CELL", scores)).getMessage();
		assertTrue(message.contains("1 (Cell)") && message.contains("2 (cell)"), message);
	}

	@Test
	void anUnknownTargetIsRefusedWithNearNames() {
		String message = assertThrows(IllegalArgumentException.class, () -> labels.resolve("infekted", scores)).getMessage();
		assertTrue(message.contains("7 classes") && message.contains("Near are: infected; uninfected"), message);
		assertThrows(IllegalArgumentException.class, () -> labels.resolve("7", scores));
		assertThrows(IllegalArgumentException.class, () -> labels.resolve("", scores));
	}
}
