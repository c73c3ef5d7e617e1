package io.github.fijiray.onnx.gradient;

import ai.onnx.proto.OnnxMl.ModelProto;

import io.github.fijiray.onnx.ExternalWeights;
import io.github.fijiray.onnx.OnnxModel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An ONNX model that gives class scores, and the gradient of Σ seed[n][k] · score[n][k].
 *
 * @param proto the model
 * @param model the classifier that it was derived from
 * @param seed name of the input of weights, float [N, classes]
 * @param scores name of the output of class scores, float [N, classes]
 * @param gradients for each tensor that the gradient is taken with respect to, the name of the output that gives it
 * @param classes number of classes
 * @param rules name of the backward rules
 */
public record TrainingGraph(ModelProto proto, OnnxModel model, String seed, String scores,
	Map<String, String> gradients, int classes, String rules)
{

	/** The output that gives the gradient with respect to a tensor. */
	public String gradient(String tensor) {
		return gradients.get(tensor);
	}

	/** Name of the input that takes the images. */
	public String input() {
		return proto.getGraph().getInput(0).getName();
	}

	/** The model as ONNX bytes, to be run with {@link OnnxModel#folder()} as the folder of its external data. */
	public byte[] toByteArray() {
		return proto.toByteArray();
	}

	/** How often each operator occurs. */
	public SortedMap<String, Integer> operators() {
		SortedMap<String, Integer> counts = new TreeMap<>();
		proto.getGraph().getNodeList().forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
		return counts;
	}

	/**
	 * Writes the model to a file, under a temporary name first, so that no half-written file is left. Weights of the
	 * classifier that lie in files of their own are copied to one beside it, with {@code .data} after its name.
	 */
	public void save(Path file) throws IOException {
		String name = file.getFileName().toString();
		Path data = file.resolveSibling(name + ".data");
		Path temporary = file.resolveSibling("." + name + "-" + UUID.randomUUID() + ".part");
		Path temporaryData = temporary.resolveSibling(temporary.getFileName() + ".data");
		try {
			boolean external = ExternalWeights.has(proto);
			ModelProto saved = external ? ExternalWeights.copy(proto, model.folder(), temporaryData, data.getFileName()
				.toString()) : proto;
			try (OutputStream out = Files.newOutputStream(temporary)) {
				saved.writeTo(out);
			}
			if (external) Files.move(temporaryData, data, StandardCopyOption.REPLACE_EXISTING);
			Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(temporary);
			Files.deleteIfExists(temporaryData);
		}
	}
}
