package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.mask.Lattice;
import io.github.fijiray.mask.SmaxMask;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeStepsTest {

	/** Whole and half overhangs, a single row, and a kernel as large as the image. */
	@ParameterizedTest
	@CsvSource({ "32,45,0", "8,8,0", "1,30,0", "20,24,20", "30,30,4.5" })
	void compensatedStepsOfAllNodesChangeTheAreaAlike(int height, int width, double smoothness) {
		final double sigma = smoothness > 0 ? smoothness : Lattice.defaultSigma(height, width);
		final Lattice lattice = Lattice.forSigma(height, width, sigma);
		final NodeSteps steps = new NodeSteps(lattice, new SmaxMask(lattice, sigma));
		final int middle = lattice.rows() / 2 * lattice.columns() + lattice.columns() / 2;
		for (int i = 0; i < lattice.size(); i++) {
			assertTrue(steps.influence()[i] > 0, "node " + i + ": " + steps.influence()[i]);
			assertEquals(steps.influence()[middle], steps.influence()[i] * steps.borderCompensation()[i], 1e-4 * steps
				.influence()[middle]);
		}
	}
}
