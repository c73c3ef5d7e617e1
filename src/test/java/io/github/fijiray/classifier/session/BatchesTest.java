package io.github.fijiray.classifier.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class BatchesTest {

	private final List<String> notes = new ArrayList<>();
	private final List<String> done = new ArrayList<>();

	private Batches.Computation withRoomFor(int images) {
		return (first, count) -> {
			if (count > images) throw new OrtException("Failed to allocate memory for requested buffer of size 1");
			done.add(first + "+" + count);
		};
	}

	@Test
	void allImagesAreComputedAtOnce() throws Exception {
		new Batches(Integer.MAX_VALUE, notes::add).run(6, withRoomFor(6));
		assertEquals(List.of("0+6"), done);
		assertTrue(notes.isEmpty());
	}

	@Test
	void aModelThatTakesOneImageGetsOneAtATime() throws Exception {
		new Batches(1, notes::add).run(3, withRoomFor(6));
		assertEquals(List.of("0+1", "1+1", "2+1"), done);
	}

	@Test
	void batchesAreOfNearlyEqualSize() throws Exception {
		new Batches(5, notes::add).run(6, withRoomFor(6));
		assertEquals(List.of("0+3", "3+3"), done);
	}

	@Test
	void theBatchIsHalvedWhenMemoryRunsOutAndTheUserIsTold() throws Exception {
		Batches batches = new Batches(Integer.MAX_VALUE, notes::add);
		batches.run(7, withRoomFor(2));
		assertEquals(List.of("0+1", "1+1", "2+1", "3+1", "4+1", "5+1", "6+1"), done);
		assertEquals(2, notes.size());
		assertTrue(notes.get(0).contains("7 images"), notes.toString());
		batches.run(2, withRoomFor(2));
		assertEquals(2, notes.size(), "the smaller batch is remembered");
	}

	@Test
	void memoryForNotEvenOneImageIsAnError() {
		assertThrows(OrtException.class, () -> new Batches(4, notes::add).run(4, withRoomFor(0)));
	}

	@Test
	void otherErrorsArePassedOn() {
		assertThrows(OrtException.class, () -> new Batches(4, notes::add).run(4, (first, count) -> {
			throw new OrtException("Invalid argument");
		}));
		assertTrue(notes.isEmpty());
	}
}
