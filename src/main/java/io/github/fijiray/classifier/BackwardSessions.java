package io.github.fijiray.classifier;

import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.layer.Layer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The sessions of a classifier for each kind of backward pass, to the image or to a layer; opened when first needed. */
final class BackwardSessions implements AutoCloseable {

	private record Place(String layer, Optional<Backpropagation> kind) {}

	private final ClassifierModel model;
	private final ModelInput input;
	private final SessionFactory factory;
	private final Map<Backpropagation, ClassifierSessions> toImage = new EnumMap<>(Backpropagation.class);
	private final Map<Place, LayerPass> toLayers = new HashMap<>();
	private boolean closed;

	BackwardSessions(ClassifierModel model, ModelInput input, SessionFactory factory) {
		this.model = model;
		this.input = input;
		this.factory = factory;
	}

	/** @throws ModelException naming every node that has no rule, or if ONNX Runtime does not take the graph */
	synchronized ClassifierSessions toImage(Backpropagation kind) throws ModelException {
		requireOpen();
		if (!toImage.containsKey(kind)) toImage.put(kind, new ClassifierSessions(input, model.differentiate(kind.rules(model),
			model.image()), Map.of(), factory));
		return toImage.get(kind);
	}

	/**
	 * @param kind empty for the activation alone
	 * @throws ModelException naming every node that has no rule, or if ONNX Runtime does not take the graph
	 */
	synchronized LayerPass toLayer(Layer layer, Optional<Backpropagation> kind) throws ModelException {
		requireOpen();
		Place place = new Place(layer.name(), kind);
		if (!toLayers.containsKey(place)) toLayers.put(place, LayerPass.of(model, input, layer, kind, factory));
		return toLayers.get(place);
	}

	private void requireOpen() {
		if (closed) throw new IllegalStateException("The classifier " + model.file().name() + " is closed.");
	}

	/** Closes every session, also where one of them fails to close. */
	@Override
	public synchronized void close() throws ModelException {
		closed = true;
		Deque<AutoCloseable> open = new ArrayDeque<>(toImage.values());
		open.addAll(toLayers.values());
		toImage.clear();
		toLayers.clear();
		close(open);
	}

	private void close(Deque<AutoCloseable> open) throws ModelException {
		if (open.isEmpty()) return;
		try {
			open.pop().close();
		}
		catch (ModelException e) {
			throw e;
		}
		catch (Exception e) {
			throw new ModelException("ONNX Runtime cannot close the model " + model.file().name() + ": " + e.getMessage(), e);
		}
		finally {
			close(open);
		}
	}
}
