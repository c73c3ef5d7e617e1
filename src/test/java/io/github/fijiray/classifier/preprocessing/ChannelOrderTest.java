package io.github.fijiray.classifier.preprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ChannelOrderTest {

	@Test
	void whatIsProposedForTooFewChannelsCanBeTaken() {
		String message = assertThrows(IllegalArgumentException.class, () -> ChannelOrder.RGB.select(2, 3)).getMessage();
		assertTrue(message.contains("'inputs'") && message.endsWith("as in 1,2,2."), message);
		assertArrayEquals(new int[] { 0, 1, 1 }, ChannelOrder.parse("1,2,2").select(2, 3));
	}
}
