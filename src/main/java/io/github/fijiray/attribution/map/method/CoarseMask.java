package io.github.fijiray.attribution.map.method;

/** Masks that are interpolated bilinearly from a square grid of nodes, whose outer ones lie on the image's border. */
final class CoarseMask {

	private final int nodes;
	private final int height;
	private final int width;

	/** @param nodes along each side */
	CoarseMask(int nodes, int height, int width) {
		this.nodes = nodes;
		this.height = height;
		this.width = width;
	}

	/**
	 * @param lattice {@code float[nodes][nodes]} flattened
	 * @return {@code float[height][width]} flattened
	 */
	float[] mask(float[] lattice) {
		float[] mask = new float[height * width];
		eachPixel((pixel, node, weight) -> mask[pixel] += weight * lattice[node]);
		return mask;
	}

	/** The adjoint of {@link #mask}. */
	float[] backward(float[] gradient) {
		float[] toLattice = new float[nodes * nodes];
		eachPixel((pixel, node, weight) -> toLattice[node] += weight * gradient[pixel]);
		return toLattice;
	}

	private interface Visitor {

		void visit(int pixel, int node, float weight);
	}

	private void eachPixel(Visitor visitor) {
		for (int y = 0; y < height; y++) {
			float v = (float) (y + 0.5) / height * (nodes - 1);
			int row = Math.min((int) v, nodes - 2);
			for (int x = 0; x < width; x++) {
				float u = (float) (x + 0.5) / width * (nodes - 1);
				int column = Math.min((int) u, nodes - 2);
				float down = v - row, right = u - column;
				int node = row * nodes + column, pixel = y * width + x;
				visitor.visit(pixel, node, (1 - down) * (1 - right));
				visitor.visit(pixel, node + 1, (1 - down) * right);
				visitor.visit(pixel, node + nodes, down * (1 - right));
				visitor.visit(pixel, node + nodes + 1, down * right);
			}
		}
	}

	/** Adds the gradient of {@code factor · Σ |m(u) - m(v)|³} over neighbouring nodes. */
	void addVariation(float[] lattice, double factor, float[] gradient) {
		for (int i = 0; i < lattice.length; i++) {
			if (i % nodes < nodes - 1) addVariation(lattice, i, i + 1, factor, gradient);
			if (i < lattice.length - nodes) addVariation(lattice, i, i + nodes, factor, gradient);
		}
	}

	private static void addVariation(float[] lattice, int one, int other, double factor, float[] gradient) {
		float difference = lattice[one] - lattice[other];
		float slope = (float) (factor * 3 * difference * Math.abs(difference));
		gradient[one] += slope;
		gradient[other] -= slope;
	}
}
