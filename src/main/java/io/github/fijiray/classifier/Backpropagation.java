package io.github.fijiray.classifier;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.gradient.rule.RuleSet;

/** What is passed back through a classifier, from the scores to the image or a layer. */
public enum Backpropagation {

	/** The gradient of the scores. */
	GRADIENT,

	/** @see RuleSet#guided() */
	GUIDED,

	/** @see RuleSet#deconvnet() */
	DECONVNET,

	/** The probability of excitation backpropagation. See {@link RuleSet#excitation()}. */
	EXCITATION,

	/** Excitation backpropagation with the weights of the classes negated. See {@link RuleSet#excitationAgainst}. */
	CONTRAST;

	/** @throws ModelException if the classifier does not suit them */
	RuleSet rules(ClassifierModel model) throws ModelException {
		return switch (this) {
			case GRADIENT -> RuleSet.gradient();
			case GUIDED -> RuleSet.guided();
			case DECONVNET -> RuleSet.deconvnet();
			case EXCITATION -> RuleSet.excitation();
			case CONTRAST -> RuleSet.excitationAgainst(model.scores().lastLinear(model.model()).name());
		};
	}
}
