package io.github.fijiray.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmaxMaskTest {

	@ParameterizedTest
	@CsvSource({ "16,16,2.4", "44,44,5", "37,61,7", "61,30,4", "20,1,3", "50,40,21", "12,15,0.6" })
	void agreesWithTheFormulaInDoublePrecision(int height, int width, double sigma) {
		final Lattice lattice = Lattice.forSigma(height, width, sigma);
		final SmaxMask smooth = new SmaxMask(lattice, sigma);
		final SmaxReference reference = new SmaxReference(lattice, sigma);
		for (double exponent : new double[] { 0.3, 1, 6 }) {
			final float[] values = random(lattice.size(), exponent);
			final float[] mask = new float[lattice.pixels()];
			smooth.forward(values, mask);
			assertArrayEquals(floats(reference.mask(doubles(values))), mask, 5e-6f);
		}
	}

	@ParameterizedTest
	@CsvSource({ "16,16,2.4", "23,31,5", "20,1,3" })
	void gradientAgreesWithFiniteDifferences(int height, int width, double sigma) {
		final Lattice lattice = Lattice.forSigma(height, width, sigma);
		final SmaxMask smooth = new SmaxMask(lattice, sigma);
		final SmaxReference reference = new SmaxReference(lattice, sigma);
		final double[] values = doubles(random(lattice.size(), 2));
		final float[] gradMask = random(lattice.pixels(), 1), gradient = new float[lattice.size()];
		smooth.forward(floats(values), new float[lattice.pixels()]);
		smooth.backward(gradMask, gradient);
		final float[] expected = new float[gradient.length];
		for (int node = 0; node < values.length; node++) {
			final double value = values[node], h = 1e-6;
			values[node] = value + h;
			final double above = dot(gradMask, reference.mask(values));
			values[node] = value - h;
			expected[node] = (float) ((above - dot(gradMask, reference.mask(values))) / (2 * h));
			values[node] = value;
		}
		assertArrayEquals(expected, gradient, 1e-5f * largest(expected));
	}

	@ParameterizedTest
	@CsvSource({ "16,16", "44,44", "33,57", "227,227", "300,20" })
	void onesGiveOnesAndZerosZerosUpToTheBorder(int height, int width) {
		final double sigma = Lattice.defaultSigma(height, width);
		final Lattice lattice = Lattice.forSigma(height, width, sigma);
		final SmaxMask smooth = new SmaxMask(lattice, sigma);
		final float[] values = new float[lattice.size()], mask = new float[lattice.pixels()];
		smooth.forward(values, mask);
		assertArrayEquals(new float[mask.length], mask);
		Arrays.fill(values, 1);
		smooth.forward(values, mask);
		final float[] ones = new float[mask.length];
		Arrays.fill(ones, 1);
		assertArrayEquals(ones, mask);
	}

	@Test
	void aLatticeOfOnesHasAGradientEverywhere() {
		final Lattice lattice = new Lattice(40, 40, 2);
		final SmaxMask smooth = new SmaxMask(lattice, 5);
		final float[] ones = new float[lattice.size()], gradient = new float[lattice.size()];
		Arrays.fill(ones, 1);
		final float[] gradMask = new float[lattice.pixels()];
		smooth.forward(ones, gradMask);
		smooth.backward(gradMask, gradient);
		for (float g : gradient)
			assertTrue(g > 0);
	}

	@Test
	void staysInTheUnitIntervalAroundAPatchOfOnes() {
		final Lattice lattice = new Lattice(60, 60, 2);
		final SmaxMask smooth = new SmaxMask(lattice, 6);
		final float[] values = new float[lattice.size()], mask = new float[lattice.pixels()];
		for (int row = 10; row < 13; row++)
			for (int column = 10; column < 13; column++)
				values[row * lattice.columns() + column] = 1;
		smooth.forward(values, mask);
		assertEquals(1, largest(mask));
		for (float m : mask)
			assertTrue(m >= 0 && m <= 1);
	}

	@Test
	void aMirroredLatticeGivesTheMirroredMask() {
		final Lattice lattice = new Lattice(30, 38, 3);
		final SmaxMask smooth = new SmaxMask(lattice, 8);
		final float[] values = random(lattice.size(), 2);
		final float[] mask = new float[lattice.pixels()], mirrored = new float[lattice.pixels()];
		smooth.forward(values, mask);
		smooth.forward(mirror(values, lattice.columns()), mirrored);
		assertArrayEquals(mirror(mask, lattice.width()), mirrored, 1e-6f);
	}

	@Test
	void fallsShortOfTheMaximumByNoMoreThanItsTemperatureAllows() {
		final Lattice lattice = new Lattice(40, 40, 3);
		final double sigma = 9;
		final float[] values = random(lattice.size(), 3), mask = new float[lattice.pixels()];
		new SmaxMask(lattice, sigma).forward(values, mask);
		final double[] maximum = new SmaxReference(lattice, sigma).maximum(doubles(values));
		// smax = T·log Σ exp(f/T) - T·entropy ≥ max - T·log(number of nodes within reach)
		final double gap = Math.log(Math.PI * Math.pow(1.75 * sigma / 3 + 1, 2)) / 20;
		for (int i = 0; i < mask.length; i++)
			assertTrue(mask[i] >= maximum[i] - gap);
	}

	@Test
	void theMaximumObeysLemma1() {
		final Lattice lattice = new Lattice(30, 30, 3);
		final SmaxReference reference = new SmaxReference(lattice, 9);
		final double[] values = doubles(random(lattice.size(), 4));
		values[37] = 1;
		final double[] mask = reference.maximum(values);
		double lipschitz = 0;
		for (double d = 0; d < 60; d += 0.01)
			lipschitz = Math.max(lipschitz, (reference.kernel(d) - reference.kernel(d + 0.01)) / 0.01);
		for (int y = 0; y < 30; y++) {
			for (int x = 0; x < 30; x++) {
				final double m = mask[y * 30 + x];
				assertTrue(m >= 0 && m <= 1);
				if (x > 0) assertEquals(mask[y * 30 + x - 1], m, 1.001 * lipschitz);
				if (y > 0) assertEquals(mask[(y - 1) * 30 + x], m, 1.001 * lipschitz);
			}
		}
		final double top = lattice.top() + 3 * (37 / lattice.columns());
		final double left = lattice.left() + 3 * (37 % lattice.columns());
		assertEquals(1, mask[(int) Math.round(top) * 30 + (int) Math.round(left)], "a node of 1 gives a pixel of 1");
	}

	@ParameterizedTest
	@CsvSource({ "1", "2", "4" })
	void masksInSeveralThreadsEqualThoseOfOne(int threads) throws Exception {
		final Lattice lattice = new Lattice(70, 50, 3);
		final SmaxMask first = new SmaxMask(lattice, 9);
		final List<Callable<float[]>> tasks = IntStream.range(0, 8).<Callable<float[]>>mapToObj(n -> {
			final SmaxMask smooth = first.another();
			return () -> maskAndGradient(smooth, lattice, n + 1);
		}).toList();
		final ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			int n = 0;
			for (var result : pool.invokeAll(tasks))
				assertArrayEquals(maskAndGradient(first, lattice, ++n), result.get());
		}
		finally {
			pool.shutdown();
		}
	}

	@Test
	void refusesASmoothnessFinerThanTheLattice() {
		final var error = assertThrows(IllegalArgumentException.class, () -> new SmaxMask(new Lattice(40, 40, 7), 3));
		assertTrue(error.getMessage().contains("step 7"), error.getMessage());
	}

	private static float[] maskAndGradient(SmaxMask smooth, Lattice lattice, int exponent) {
		final float[] result = new float[lattice.pixels() + lattice.size()];
		final float[] mask = new float[lattice.pixels()], gradient = new float[lattice.size()];
		smooth.forward(random(lattice.size(), exponent), mask);
		smooth.backward(mask, gradient);
		System.arraycopy(mask, 0, result, 0, mask.length);
		System.arraycopy(gradient, 0, result, mask.length, gradient.length);
		return result;
	}

	private static float[] random(int length, double exponent) {
		final Random random = new Random(length);
		final float[] values = new float[length];
		for (int i = 0; i < length; i++)
			values[i] = (float) Math.pow(random.nextDouble(), exponent);
		return values;
	}

	private static float[] mirror(float[] rows, int width) {
		final float[] mirrored = new float[rows.length];
		for (int i = 0; i < rows.length; i++)
			mirrored[i] = rows[i / width * width + width - 1 - i % width];
		return mirrored;
	}

	private static double dot(float[] a, double[] b) {
		return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
	}

	private static float largest(float[] a) {
		float largest = 0;
		for (float v : a)
			largest = Math.max(largest, Math.abs(v));
		return largest;
	}

	private static double[] doubles(float[] a) {
		return IntStream.range(0, a.length).mapToDouble(i -> a[i]).toArray();
	}

	private static float[] floats(double[] a) {
		final float[] floats = new float[a.length];
		for (int i = 0; i < a.length; i++)
			floats[i] = (float) a[i];
		return floats;
	}
}
