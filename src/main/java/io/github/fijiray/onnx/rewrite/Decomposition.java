package io.github.fijiray.onnx.rewrite;

import io.github.fijiray.onnx.ModelException;

/** How one operator is written out in standard ones. */
@FunctionalInterface
interface Decomposition {

	/**
	 * Writes nodes that compute what a node does.
	 *
	 * @throws ModelException if the node has a form that cannot be written out; says which
	 */
	void write(Composite node) throws ModelException;
}
