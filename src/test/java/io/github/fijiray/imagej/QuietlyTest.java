package io.github.fijiray.imagej;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Test;

class QuietlyTest {

	@Test
	void failureThatImageJDoesNotExplainIsNotLeftBlank() throws IOException {
		Quietly.Outcome<String> outcome = Quietly.tried(() -> null);
		assertTrue(outcome.value().isEmpty());
		assertFalse(outcome.error().isBlank());
	}
}
