package io.github.fijiray.audit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryNeedTest {

	@Test
	void whatFitsIsTried() {
		assertDoesNotThrow(() -> MemoryNeed.require(2048, 2048, 3, 6, 1L << 30));
		assertDoesNotThrow(() -> MemoryNeed.require(16384, 16384, 1, 1, 1L << 33));
	}

	@Test
	void aWholeFieldIsRefusedWithTheWayOut() {
		String message = assertThrows(IllegalArgumentException.class, () -> MemoryNeed.require(16384, 16384, 1, 6,
			4_000_000_000L)).getMessage();
		assertTrue(message.contains("16384 × 16384") && message.contains("11.3 GB") && message.contains("has 4.0 GB") &&
			message.contains("unit=tile"), message);
	}

	@Test
	void morePixelsThanAnArrayHoldsAreRefused() {
		assertThrows(IllegalArgumentException.class, () -> MemoryNeed.require(30000, 30000, 3, 1, 1L << 50));
	}
}
