package io.github.fijiray.attribution.extremal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fijiray.mask.Lattice;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

class AscentStartTest {

	private static final ExtremalSettings SETTINGS = ExtremalSettings.defaults().withMode(Mode.FAST, 80);
	/** Its nodes lie half a pixel off the pixels, and beyond the border, along both axes. */
	private static final Lattice LATTICE = new Lattice(10, 12, 4);

	@Test
	void nodesAreOnesWithoutAMask() {
		final float[] ones = new float[LATTICE.size()];
		Arrays.fill(ones, 1);
		assertArrayEquals(ones, AscentStart.ONES.nodes(0, LATTICE, SETTINGS));
		assertEquals(80, AscentStart.ONES.passes(SETTINGS));
	}

	@Test
	void nodesAreTheMaskWhereTheyLie() {
		final float[] mask = new float[LATTICE.pixels()];
		for (int i = 0; i < mask.length; i++)
			mask[i] = i % LATTICE.width() * 0.01f + i / LATTICE.width() * 0.05f;
		final float[] nodes = AscentStart.at(new float[][] { new float[mask.length], mask }).nodes(1, LATTICE, SETTINGS);
		for (int row = 0; row < LATTICE.rows(); row++)
			for (int column = 0; column < LATTICE.columns(); column++) {
				final double y = Math.max(0, Math.min(LATTICE.height() - 1, LATTICE.top() + row * LATTICE.step()));
				final double x = Math.max(0, Math.min(LATTICE.width() - 1, LATTICE.left() + column * LATTICE.step()));
				assertEquals(x * 0.01 + y * 0.05, nodes[row * LATTICE.columns() + column], 1e-6);
			}
	}

	@Test
	void aQuarterOfThePassesIsLeft() {
		final AscentStart warm = AscentStart.at(new float[1][LATTICE.pixels()]);
		assertEquals(20, warm.passes(SETTINGS));
		assertEquals(1, warm.passes(SETTINGS.withMode(Mode.FAST, 1)));
	}
}
