package io.github.fijiray.attribution.extremal;

import io.github.fijiray.attribution.Game;
import io.github.fijiray.attribution.MaskObjective;
import io.github.fijiray.classifier.JoinableScorer;
import io.github.fijiray.classifier.JoinedScorer;
import io.github.fijiray.classifier.Scorer;
import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.mask.Lattice;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.perturbation.Part;
import io.github.fijiray.perturbation.PerturbationFactory;
import io.github.fijiray.perturbation.PerturbationKind;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objective in one graph, from the nodes of the masks to the score and back: between passes only the nodes, the image
 * and the gradient of the nodes are copied. The lattice is symmetric, so that the mirror image under mirrored nodes is
 * what the classifier sees mirrored.
 */
final class GraphObjective implements LatticeObjective, AutoCloseable {

	private final JoinedScorer scorer;
	private final Lattice lattice;
	private final int target;
	private final List<Part> parts;
	private final Map<String, float[]> upright;
	private final Map<String, float[]> mirrored;
	/** The further term's gradients with respect to the pixels. */
	private float[][] pixelGradients = {};

	private GraphObjective(JoinedScorer scorer, Lattice lattice, int target, Game game, PreparedImage image,
		Map<String, float[]> shared)
	{
		this.scorer = scorer;
		this.lattice = lattice;
		this.target = target;
		parts = game.parts();
		upright = new HashMap<>(shared);
		upright.put(MaskGraph.IMAGE, image.pixels());
		mirrored = new HashMap<>(shared);
		mirrored.put(MaskGraph.IMAGE, mirrored(image.pixels(), image.width()));
	}

	/**
	 * Opens the objective, if the settings and the classifier's provider ask for a graph.
	 *
	 * @throws IllegalArgumentException if the settings ask for a graph, and the scorer has none
	 * @throws UncheckedIOException if ONNX Runtime does not take the graph
	 */
	static Optional<GraphObjective> open(Scorer scorer, PreparedImage image, int target, ExtremalSettings settings,
		PerturbationFactory perturbations)
	{
		final boolean asked = settings.arithmetic() == MaskArithmetic.GRAPH;
		if (settings.arithmetic() == MaskArithmetic.JAVA) return Optional.empty();
		if (!(scorer instanceof JoinableScorer joinable)) {
			if (asked) throw new IllegalArgumentException(
				"The setting 'arithmetic' is graph, but this classifier is no ONNX graph; expected java or auto.");
			return Optional.empty();
		}
		if (!asked && (joinable.provider() != Provider.CUDA || settings.mode() != Mode.PAPER)) return Optional.empty();
		final int height = image.height(), width = image.width();
		final double sigma = settings.smoothnessFor(height, width);
		final Lattice lattice = Lattice.forSigma(height, width, sigma);
		final boolean blur = settings.perturbation() == PerturbationKind.BLUR;
		final Map<String, float[]> shared = new HashMap<>();
		final float[] ones = new float[lattice.size()];
		Arrays.fill(ones, 1);
		shared.put(MaskGraph.ONES, ones);
		if (!blur) shared.put(MaskGraph.REFERENCE, reference(image, perturbations));
		try {
			final JoinedScorer joined = joinable.join(new MaskGraph(image.channels(), lattice, sigma, settings.perturbation(),
				blur ? perturbations.strongestBlur(height, width) : 0));
			return Optional.of(new GraphObjective(joined, lattice, target, settings.game(), image, shared));
		}
		catch (ModelException e) {
			throw new UncheckedIOException(e.getMessage() +
				" The masks could not be computed in one graph with the classifier: choose provider=cpu, or mode=fast.", e);
		}
	}

	/** What a fade ends in, one value per channel. */
	private static float[] reference(PreparedImage image, PerturbationFactory perturbations) {
		final int pixels = image.height() * image.width();
		final float[] faded = new float[image.channels() * pixels], reference = new float[image.channels()];
		perturbations.perturb(image.pixels(), image.height(), image.width()).apply(new float[pixels], Part.KEPT, false,
			faded, 0);
		for (int c = 0; c < reference.length; c++)
			reference[c] = faded[c * pixels];
		return reference;
	}

	@Override
	public float[] gradient(LatticeMask[] masks, boolean mirror, PixelTerm term) {
		final int n = masks.length, count = n * parts.size(), size = lattice.size();
		final float[] nodes = new float[count * size], signs = new float[count], gradients = new float[count * size];
		for (int i = 0; i < count; i++) {
			final float[] own = masks[i % n].nodes();
			System.arraycopy(mirror ? mirrored(own, lattice.columns()) : own, 0, nodes, i * size, size);
			signs[i] = parts.get(i / n).sign();
		}
		final Map<String, float[]> inputs = new HashMap<>(mirror ? mirrored : upright);
		inputs.put(MaskGraph.NODES, nodes);
		inputs.put(MaskGraph.PART, signs);
		final float[] scores = scorer.gradient(inputs, count, target, gradients);
		if (term != PixelTerm.NONE && pixelGradients.length != n) pixelGradients = new float[n][lattice.pixels()];

		final float[] rewards = new float[n];
		for (int i = 0; i < count; i++)
			rewards[i % n] += signs[i] * scores[i];
		MaskObjective.forEach(n, a -> {
			final float[] gradient = new float[size];
			for (int i = a; i < count; i += n)
				for (int k = 0; k < size; k++)
					gradient[k] += signs[i] * gradients[i * size + k];
			MaskObjective.requireFinite(target, rewards[a], gradient);
			addTerm(masks[a], term, a);
			final float[] turned = mirror ? mirrored(gradient, lattice.columns()) : gradient;
			for (int k = 0; k < size; k++)
				masks[a].nodeGradient()[k] += turned[k];
		});
		return rewards;
	}

	/** Sets the gradient with respect to the nodes to that of the further term. */
	private void addTerm(LatticeMask mask, PixelTerm term, int index) {
		if (term == PixelTerm.NONE) {
			Arrays.fill(mask.nodeGradient(), 0);
			return;
		}
		final float[] gradient = pixelGradients[index];
		Arrays.fill(gradient, 0);
		term.addTo(index, gradient);
		mask.smooth().backward(gradient, mask.nodeGradient());
	}

	private static float[] mirrored(float[] planes, int width) {
		final float[] mirrored = new float[planes.length];
		for (int i = 0; i < planes.length; i++)
			mirrored[i - i % width + width - 1 - i % width] = planes[i];
		return mirrored;
	}

	/** Hands the graph back to the classifier, which keeps it for the next image. */
	@Override
	public void close() {
		scorer.close();
	}
}
