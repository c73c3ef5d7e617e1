package io.github.fijiray.onnx.gradient;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ExternalWeights;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.model.OnnxModel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An ONNX model that gives class scores, and the gradient of Σ seed[n][k] · score[n][k]; or that of Σ score[n][k] for a
 * class k that it is given instead of a seed.
 *
 * @param proto the model
 * @param model the classifier that it was derived from, or the file that it was read from
 * @param seed name of the input of weights, float [N, classes], or of the number of a class, int64
 * @param scores name of the output of class scores, float [N, classes]
 * @param gradients for each tensor that the gradient is taken with respect to, the name of the output that gives it
 * @param classes number of classes
 * @param rules name of the backward rules; empty if that is not known
 */
public record TrainingGraph(ModelProto proto, OnnxModel model, String seed, String scores,
	Map<String, String> gradients, int classes, String rules)
{

	/** Where the metadata of a saved training graph name its backward rules. */
	static final String RULES_KEY = "fijiray.rules";

	/** The output that gives the gradient with respect to a tensor. */
	public String gradient(String tensor) {
		return gradients.get(tensor);
	}

	/** Name of the input that takes the images. */
	public String input() {
		return proto.getGraph().getInputList().stream().map(ValueInfoProto::getName).filter(name -> !name.equals(seed))
			.findFirst().orElseThrow();
	}

	/** Type and shape of the seed. */
	public TensorInfo seedInfo() {
		return proto.getGraph().getInputList().stream().filter(input -> input.getName().equals(seed)).map(TensorInfo::of)
			.findFirst().orElseThrow();
	}

	/** Whether the seed is the number of one class for all images, and not the weights of all classes. */
	public boolean takesClass() {
		return seedInfo().type() == ElementType.INT64;
	}

	/**
	 * This graph with an input {@code target} in the place of the seed: the number of the class whose score, summed over the
	 * images, is differentiated; int64 [1].
	 *
	 * @param otherwise the class that is taken where the caller gives none; empty if the caller must give one
	 */
	public TrainingGraph forClass(OptionalInt otherwise) {
		return ClassInput.of(this, otherwise);
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
