package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LatticeTest {

	@Test
	void followsThePublishedConstantsAndTheSizeOfSmallInputs() {
		assertEquals(21, Lattice.defaultSigma(224, 224), 1e-12);
		assertEquals(5, Lattice.defaultSigma(44, 44), 0.1);
		assertEquals(7, Lattice.forSigma(224, 224, 21).step());
		assertEquals(2, Lattice.forSigma(44, 44, Lattice.defaultSigma(44, 44)).step());
	}

	@Test
	void reachesOverTheWholeImageWithTheSameOverhangOnBothSides() {
		for (int height = 1; height < 60; height++) {
			for (int step = 1; step < 9; step++) {
				final Lattice lattice = new Lattice(height, 10, step);
				final double first = lattice.top(), last = first + step * (lattice.rows() - 1);
				assertEquals(-first, last - (height - 1), 0);
				assertTrue(first <= 0 && first > -step / 2.0, lattice.toString());
			}
		}
	}

	@Test
	void countsNodesPerAxis() {
		final Lattice lattice = new Lattice(10, 25, 4);
		assertEquals(4, lattice.rows());
		assertEquals(7, lattice.columns());
		assertEquals(28, lattice.size());
		assertEquals(-1.5, lattice.top());
		assertEquals(0, lattice.left());
	}

	@Test
	void refusesEmptyImagesAndSteps() {
		assertThrows(IllegalArgumentException.class, () -> new Lattice(0, 5, 1));
		assertThrows(IllegalArgumentException.class, () -> new Lattice(5, 5, 0));
	}
}
