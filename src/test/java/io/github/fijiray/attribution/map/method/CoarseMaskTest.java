package io.github.fijiray.attribution.map.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

class CoarseMaskTest {

	private static final int NODES = 4;

	private final CoarseMask grid = new CoarseMask(NODES, 7, 9);

	@Test
	void evenGridGivesAnEvenMask() {
		float[] lattice = new float[NODES * NODES], mask = new float[63];
		Arrays.fill(lattice, 0.7f);
		Arrays.fill(mask, 0.7f);
		assertArrayEquals(mask, grid.mask(lattice), 1e-6f);
	}

	/** ⟨mask(a), b⟩ = ⟨a, backward(b)⟩. */
	@Test
	void backwardIsTheAdjoint() {
		float[] lattice = wave(NODES * NODES), gradient = wave(63);
		assertEquals(product(grid.mask(lattice), gradient), product(lattice, grid.backward(gradient)), 1e-4);
	}

	/** Of 2 Σ |m(u) - m(v)|³, by central differences. */
	@Test
	void slopeOfTheVariationIsThatOfItsCubes() {
		float[] lattice = wave(NODES * NODES), gradient = new float[lattice.length];
		grid.addVariation(lattice, 2, gradient);
		double h = 0.01;
		for (int i = 0; i < lattice.length; i++) {
			float[] more = lattice.clone(), less = lattice.clone();
			more[i] += (float) h;
			less[i] -= (float) h;
			assertEquals(2 * (variation(more) - variation(less)) / 2 / h, gradient[i], 2e-3, "node " + i);
		}
	}

	private static double variation(float[] lattice) {
		double sum = 0;
		for (int y = 0; y < NODES; y++)
			for (int x = 0; x < NODES; x++) {
				double value = lattice[y * NODES + x];
				if (x + 1 < NODES) sum += Math.pow(Math.abs(value - lattice[y * NODES + x + 1]), 3);
				if (y + 1 < NODES) sum += Math.pow(Math.abs(value - lattice[(y + 1) * NODES + x]), 3);
			}
		return sum;
	}

	private static double product(float[] a, float[] b) {
		double sum = 0;
		for (int i = 0; i < a.length; i++)
			sum += (double) a[i] * b[i];
		return sum;
	}

	private static float[] wave(int size) {
		float[] wave = new float[size];
		for (int i = 0; i < size; i++)
			wave[i] = (float) Math.sin(1 + 2.3 * i);
		return wave;
	}
}
