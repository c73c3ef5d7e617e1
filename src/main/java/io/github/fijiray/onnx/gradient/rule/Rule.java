package io.github.fijiray.onnx.gradient.rule;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Value;

/** The backward rule of one operator. */
@FunctionalInterface
public interface Rule {

	/**
	 * Writes what a node contributes to the gradient with respect to one of its inputs.
	 *
	 * @param node the node, with its inputs, outputs and the gradients of its outputs
	 * @param input index of an input that the gradient is wanted for
	 * @return the contribution, shaped like the input; null if no gradient flows
	 * @throws ModelException if the node has a form that the rule does not cover; says which
	 */
	Value contribution(Backward node, int input) throws ModelException;
}
