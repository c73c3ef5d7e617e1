package io.github.fijiray.classifier;

import io.github.fijiray.classifier.description.ClassLabels;
import io.github.fijiray.onnx.gradient.TrainingGraph;

/**
 * What a classifier gets its scores and gradients from.
 *
 * @param graph the training graph, with respect to the image
 * @param batchLimit images that it takes at once
 * @param cpuBatch images that one thread of a CPU had best compute at once
 */
record GradientSource(ModelInput input, TrainingGraph graph, int batchLimit, int cpuBatch,
	ClassLabels labels) {}
