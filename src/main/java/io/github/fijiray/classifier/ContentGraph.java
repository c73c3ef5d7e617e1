package io.github.fijiray.classifier;

import io.github.fijiray.onnx.InputGraph;
import io.github.fijiray.onnx.Value;

/**
 * How contents of images are computed of something else, in a graph that is put before a classifier. Equal ones write the
 * same graph, which is kept for the next image.
 */
public interface ContentGraph {

	/**
	 * Writes the graph.
	 *
	 * @return the contents, float [N, channels, height, width]
	 */
	Value write(InputGraph graph);

	/** Name of the input with respect to which the gradient is taken. */
	String variable();
}
