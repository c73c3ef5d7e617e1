package io.github.fijiray.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.fijiray.attribution.extremal.Mode;

import java.util.List;

import org.junit.jupiter.api.Test;

class MacroValuesTest {

	@Test
	void aChoiceIsReadWhateverItsCase() {
		assertEquals(Mode.FAST, MacroValues.choice("mode", " Fast ", Mode.class));
	}

	@Test
	void anUnknownChoiceIsRefusedWithTheLegalOnes() {
		assertEquals("The value 'quick' of 'mode' is not legal; expected one of fast, paper.", assertThrows(
			IllegalArgumentException.class, () -> MacroValues.choice("mode", "quick", Mode.class)).getMessage());
	}

	@Test
	void numbersAreSeparatedByCommasOrBlanks() {
		assertEquals(List.of(0.05, 0.1, 0.2), MacroValues.numbers("areas", "0.05, 0.1 2e-1"));
	}

	@Test
	void whatIsNoNumberIsNamed() {
		for (String word : List.of("abc", "NaN", ""))
			assertEquals("The value '" + word +
				"' of 'areas' is not legal; expected numbers with commas between them, as in 0.05,0.1,0.2.", assertThrows(
					IllegalArgumentException.class, () -> MacroValues.numbers("areas", word)).getMessage());
	}
}
