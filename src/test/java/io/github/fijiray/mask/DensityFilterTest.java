package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DensityFilterTest {

	@ParameterizedTest
	@CsvSource({ "16,16,2.4", "37,61,7", "44,30,5", "20,1,3" })
	void agreesWithTheFormulaInDoublePrecision(int height, int width, double sigma) {
		final Lattice lattice = Lattice.forSigma(height, width, sigma);
		final float[] theta = random(lattice.size()), field = new float[lattice.pixels()];
		new DensityFilter(lattice, sigma).forward(theta, field);
		final float[] expected = new float[field.length];
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++)
				expected[y * width + x] = (float) filtered(lattice, sigma, theta, y, x);
		assertArrayEquals(expected, field, 2e-6f);
	}

	@Test
	void backwardIsTheAdjoint() {
		final Lattice lattice = new Lattice(41, 58, 3);
		final DensityFilter filter = new DensityFilter(lattice, 8);
		final float[] theta = random(lattice.size()), field = random(lattice.pixels());
		final float[] filtered = new float[field.length], back = new float[theta.length];
		filter.forward(theta, filtered);
		filter.backward(field, back);
		final double left = Sums.dot(filtered, field);
		final double size = Math.sqrt(Sums.dot(filtered, filtered) * Sums.dot(field, field));
		assertEquals(left, Sums.dot(theta, back), 1e-5 * size);
	}

	@Test
	void aConstantLatticeGivesAConstantField() {
		final Lattice lattice = new Lattice(50, 33, 2);
		final float[] theta = new float[lattice.size()], field = new float[lattice.pixels()];
		Arrays.fill(theta, 3);
		new DensityFilter(lattice, 6).forward(theta, field);
		for (float u : field)
			assertEquals(3, u, 1e-6f);
	}

	@Test
	void anotherFilterGivesTheSame() {
		final Lattice lattice = new Lattice(50, 33, 2);
		final DensityFilter filter = new DensityFilter(lattice, 6);
		final float[] theta = random(lattice.size());
		final float[] one = new float[lattice.pixels()], two = new float[lattice.pixels()];
		filter.forward(theta, one);
		filter.another().forward(theta, two);
		assertArrayEquals(one, two);
	}

	@Test
	void refusesASmoothnessThatLeavesPixelsWithoutNodes() {
		assertThrows(IllegalArgumentException.class, () -> new DensityFilter(new Lattice(50, 50, 8), 1));
	}

	private static double filtered(Lattice lattice, double sigma, float[] theta, int y, int x) {
		double sum = 0, weights = 0;
		for (int k = 0; k < theta.length; k++) {
			final double dy = y - lattice.top() - lattice.step() * (k / lattice.columns());
			final double dx = x - lattice.left() - lattice.step() * (k % lattice.columns());
			if (Math.abs(dy) > 1.5 * sigma || Math.abs(dx) > 1.5 * sigma) continue;
			final double e = Math.exp(-(dy * dy + dx * dx) / (sigma * sigma / 2));
			sum += e * theta[k];
			weights += e;
		}
		return sum / weights;
	}

	private static float[] random(int n) {
		final Random random = new Random(n);
		final float[] values = new float[n];
		for (int i = 0; i < n; i++)
			values[i] = (float) random.nextGaussian();
		return values;
	}
}
