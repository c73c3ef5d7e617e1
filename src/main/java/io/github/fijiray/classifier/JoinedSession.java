package io.github.fijiray.classifier;

import ai.onnxruntime.OrtException;

import io.github.fijiray.classifier.session.MemoryBound;
import io.github.fijiray.classifier.session.ModelSession;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.InputGraph;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.Value;
import io.github.fijiray.onnx.gradient.JoinedGraph;
import io.github.fijiray.onnx.gradient.TrainingGraph;

import java.io.UncheckedIOException;

/**
 * The session of a classifier with a graph of contents before it.
 *
 * @param contents what is before the classifier
 * @param batchLimit how many images memory holds of what is before the classifier
 */
record JoinedSession(FramedGraph contents, JoinedGraph graph, int batchLimit, ModelSession session) {

	/** @throws ModelException if the contents cannot be differentiated, or ONNX Runtime does not take the graph */
	static JoinedSession open(FramedGraph contents, TrainingGraph training, SessionFactory factory) throws ModelException {
		InputGraph before = new InputGraph();
		Value images = contents.write(before);
		Shapes shapes = before.shapes();
		JoinedGraph graph = JoinedGraph.of(training, contents.input().name(), before, images, before.writer().value(contents
			.contents().variable()));
		return new JoinedSession(contents, graph, MemoryBound.images(shapes), factory.open(graph.proto()));
	}

	/** @throws UncheckedIOException if ONNX Runtime fails to */
	void close() {
		try {
			session.close();
		}
		catch (OrtException e) {
			String message = "ONNX Runtime cannot close the graph of masks and classifier: " + e.getMessage();
			throw new UncheckedIOException(message, new ModelException(message, e));
		}
	}
}
