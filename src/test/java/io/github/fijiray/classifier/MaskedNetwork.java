package io.github.fijiray.classifier;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.onnx.Dims;
import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.Shapes;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.gradient.Differentiator;
import io.github.fijiray.onnx.gradient.TrainingGraph;
import io.github.fijiray.onnx.gradient.rule.RuleSet;
import io.github.fijiray.onnx.model.OnnxModel;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A whole network, run on copies of one image, with one more input: masks that one of its tensors is multiplied with. It
 * gives the scores, and the gradient with respect to what the masks leave of the tensor.
 */
final class MaskedNetwork implements AutoCloseable {

	private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

	private final ClassifierModel model;
	private final PreparedImage image;
	private final TrainingGraph graph;
	private final Dims layer;
	private final OrtSession session;

	/** @param folder for a temporary file */
	MaskedNetwork(Path file, String layer, PreparedImage image, Path folder) throws IOException, OrtException {
		this.image = image;
		model = ClassifierModel.read(file, ClassifierOptions.defaults());
		this.layer = model.shapes().dims(layer);
		OnnxModel masked = OnnxModel.read(masked(layer, folder.resolve("masked.onnx")));
		Shapes shapes = model.shapes().with("masked", ElementType.FLOAT, this.layer).with("masks", ElementType.FLOAT,
			this.layer);
		graph = Differentiator.of(masked, shapes, RuleSet.gradient()).differentiate(model.scores().tensor(), List.of(
			"masked"));
		session = ENVIRONMENT.createSession(graph.toByteArray());
	}

	private Path masked(String tensor, Path file) throws IOException {
		GraphProto original = model.model().proto().getGraph();
		GraphProto.Builder changed = original.toBuilder().clearNode();
		for (NodeProto node : original.getNodeList()) {
			NodeProto.Builder reader = node.toBuilder();
			for (int i = 0; i < node.getInputCount(); i++)
				if (node.getInput(i).equals(tensor)) reader.setInput(i, "masked");
			changed.addNode(reader);
		}
		changed.addNode(NodeProto.newBuilder().setOpType("Mul").addInput(tensor).addInput("masks").addOutput("masked"));
		changed.addInput(new TensorInfo("masks", ElementType.FLOAT, layer.open()).proto());
		return Files.write(file, model.model().proto().toBuilder().setGraph(changed).build().toByteArray());
	}

	/** Scores, and the gradient in the order of the tensor. */
	record Result(float[] scores, float[] gradient) {}

	/**
	 * @param masks in the order of the tensor
	 * @param seed weights of the scores
	 */
	Result run(FloatBuffer masks, int count, float[] seed) throws OrtException {
		ContentFrame frame = new ContentFrame(image, model.layout());
		FloatBuffer images = FloatBuffer.allocate(count * frame.size());
		for (int n = 0; n < count; n++)
			frame.embed(image.pixels(), 0, images);
		long[] imageShape = model.layout().shape(count, image.channels(), model.inputHeight(), model.inputWidth());
		long[] maskShape = layer.sizes().clone();
		maskShape[0] = count;
		long[] seedShape = { count, graph.classes() };
		try (OnnxTensor imageTensor = OnnxTensor.createTensor(ENVIRONMENT, images.flip(), imageShape);
			OnnxTensor maskTensor = OnnxTensor.createTensor(ENVIRONMENT, masks, maskShape);
			OnnxTensor seedTensor = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(seed), seedShape);
			OrtSession.Result result = session.run(Map.of(model.image(), imageTensor, "masks", maskTensor, graph.seed(),
				seedTensor)))
		{
			return new Result(floats(result, graph.scores()), floats(result, graph.gradient("masked")));
		}
	}

	private static float[] floats(OrtSession.Result result, String output) {
		FloatBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
		float[] floats = new float[buffer.remaining()];
		buffer.get(floats);
		return floats;
	}

	@Override
	public void close() throws OrtException {
		session.close();
	}
}
