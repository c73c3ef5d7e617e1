package io.github.fijiray.onnx.gradient;

import io.github.fijiray.onnx.GraphWriter;
import io.github.fijiray.onnx.Value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The gradients of the tensors of a graph, each the sum of what the consumers of the tensor contribute. */
final class Gradients {

	private final GraphWriter writer;
	private final Map<String, List<Value>> contributions = new HashMap<>();

	Gradients(GraphWriter writer) {
		this.writer = writer;
	}

	void add(String tensor, Value contribution) {
		contributions.computeIfAbsent(tensor, key -> new ArrayList<>()).add(contribution);
	}

	/** The sum of all contributions so far; null if there is none. */
	Value of(String tensor) {
		List<Value> found = contributions.get(tensor);
		if (found == null) return null;
		if (found.size() > 1) {
			Value sum = found.size() == 2 ? found.get(0).plus(found.get(1)) : writer.node("Sum", found.toArray(Value[]::new))
				.output();
			found.clear();
			found.add(sum);
		}
		return found.get(0);
	}
}
