package io.github.fijiray.onnx.gradient.rule;

/** Operators that stand in classifiers now and then and cannot be differentiated, with what to do about it. */
final class RefusedOperators {

	private RefusedOperators() {}

	static void enter(RuleTable rules) {
		rules.refuse("what it computes depends on the image; export the model with a fixed course of computation, in " +
			"PyTorch with torch.jit.trace and not torch.jit.script", "If", "Loop", "Scan");
		rules.refuse("recurrent networks are not supported", "LSTM", "GRU", "RNN");
		rules.refuse("it belongs to detectors; export the classifying part of the model only", "NonMaxSuppression",
			"RoiAlign", "MaxRoiPool");
		rules.refuse("sequences of tensors are not supported; export the model with a fixed input size", "SequenceConstruct",
			"SequenceInsert", "SplitToSequence", "SequenceAt", "ConcatFromSequence", "SequenceMap");
		rules.refuse("decision trees and support vector machines have no gradient, or none that is of use",
			"ai.onnx.ml.TreeEnsembleClassifier", "ai.onnx.ml.TreeEnsembleRegressor", "ai.onnx.ml.TreeEnsemble",
			"ai.onnx.ml.SVMClassifier", "ai.onnx.ml.SVMRegressor");
		rules.refuse("it is laid out for one kind of processor; use the model as it was before ONNX Runtime optimised it",
			"com.microsoft.nchwc.Conv", "com.microsoft.nchwc.MaxPool", "com.microsoft.nchwc.AveragePool",
			"com.microsoft.nchwc.ReorderInput", "com.microsoft.nchwc.ReorderOutput");
	}
}
