package io.github.fijiray.classifier;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;

import io.github.fijiray.classifier.session.ModelSession;
import io.github.fijiray.classifier.session.Provider;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.gradient.TrainingGraph;

import java.util.Map;

/** The ONNX Runtime sessions of a classifier, or of what follows a layer of it. */
final class ClassifierSessions implements AutoCloseable {

	private final ModelInput input;
	private final TrainingGraph graph;
	private final Map<String, OnnxTensor> given;
	private final SessionFactory factory;
	/** Null where the graph gives no gradient. */
	private final ModelSession training;
	private ModelSession forward;
	/** The last one that was handed back; null if there is none. */
	private JoinedSession idle;
	private boolean closed;

	/**
	 * @param given what every run gets besides the images, by name of the input; not closed here
	 * @throws ModelException if ONNX Runtime does not take the graph, or the provider cannot start
	 */
	ClassifierSessions(ModelInput input, TrainingGraph graph, Map<String, OnnxTensor> given, SessionFactory factory)
		throws ModelException
	{
		this.input = input;
		this.graph = graph;
		this.given = given;
		this.factory = factory;
		training = graph.gradients().isEmpty() ? null : factory.open(graph.proto());
		if (training == null) forward();
	}

	/** Name of the model. */
	String name() {
		return graph.model().name();
	}

	ModelInput input() {
		return input;
	}

	/** What every run gets besides the images, by name of the input. */
	Map<String, OnnxTensor> given() {
		return given;
	}

	TrainingGraph graph() {
		return graph;
	}

	/** Name of the output that gives the gradient with respect to the input. */
	String gradient() {
		return graph.gradient(input.name());
	}

	/** Gives scores and gradient. */
	synchronized ModelSession training() {
		requireOpen();
		if (training == null) throw new IllegalStateException("The classifier " + name() + " was opened for its scores alone.");
		return training;
	}

	/** Gives scores only; opened when it is first needed. */
	synchronized ModelSession forward() throws ModelException {
		requireOpen();
		if (forward == null) forward = factory.open(ForwardGraph.of(graph));
		return forward;
	}

	/** The provider that is really used. */
	Provider provider() {
		return factory.provider();
	}

	/**
	 * The classifier with a graph of contents before it; to be handed back.
	 *
	 * @throws ModelException if the contents cannot be differentiated, or ONNX Runtime does not take the graph
	 */
	synchronized JoinedSession joined(FramedGraph contents) throws ModelException {
		requireOpen();
		if (idle == null || !idle.contents().equals(contents)) return JoinedSession.open(contents, graph, factory);
		JoinedSession taken = idle;
		idle = null;
		return taken;
	}

	/** Keeps a session until another one is handed back. */
	synchronized void handBack(JoinedSession joined) {
		JoinedSession surplus = closed ? joined : idle;
		if (!closed) idle = joined;
		if (surplus != null) surplus.close();
	}

	private void requireOpen() {
		if (closed) throw new IllegalStateException("The classifier " + name() + " is closed.");
	}

	@Override
	public synchronized void close() throws ModelException {
		if (closed) return;
		closed = true;
		try (training) {
			if (idle != null) idle.close();
			if (forward != null) forward.close();
		}
		catch (OrtException e) {
			throw new ModelException("ONNX Runtime cannot close the model " + name() + ": " + e.getMessage(), e);
		}
	}
}
