package io.github.fijiray.classifier.session;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import io.github.fijiray.onnx.ElementType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX Runtime session that uses large weights where they lie, outside of the heap; all sessions of a model share
 * them.
 */
public final class ModelSession implements AutoCloseable {

	private final OrtSession session;
	/** Held, because the session reads their memory. */
	private final Map<String, OnnxTensorLike> weights;

	private ModelSession(OrtSession session, Map<String, OnnxTensorLike> weights) {
		this.session = session;
		this.weights = weights;
	}

	/** @param options are not closed here */
	static ModelSession open(ModelProto model, OrtEnvironment environment, SessionOptions options) throws OrtException {
		GraphProto.Builder graph = model.getGraph().toBuilder();
		Map<String, OnnxTensorLike> weights = new HashMap<>();
		try {
			for (TensorProto.Builder weight : graph.getInitializerBuilderList())
				if (isShared(weight)) {
					weights.put(weight.getName(), tensor(weight, environment));
					weight.clearRawData().setDataLocation(TensorProto.DataLocation.EXTERNAL).addExternalData(entry("location",
						"shared"));
				}
			share(weights, options);
			return new ModelSession(environment.createSession(model.toBuilder().setGraph(graph).build().toByteArray(), options),
				weights);
		}
		catch (OrtException | RuntimeException e) {
			close(weights);
			throw e;
		}
	}

	private static boolean isShared(TensorProto.Builder weight) {
		return weight.getDataType() == ElementType.FLOAT.number() && weight.getRawData().asReadOnlyByteBuffer().isDirect();
	}

	private static OnnxTensor tensor(TensorProto.Builder weight, OrtEnvironment environment) throws OrtException {
		ByteBuffer data = weight.getRawData().asReadOnlyByteBuffer().order(ByteOrder.nativeOrder());
		return OnnxTensor.createTensor(environment, data.asFloatBuffer(), weight.getDimsList().stream().mapToLong(
			Long::longValue).toArray());
	}

	/** The first lets ONNX Runtime's optimiser read the weights, the second keeps the session from copying them. */
	private static void share(Map<String, OnnxTensorLike> weights, SessionOptions options) throws OrtException {
		options.addExternalInitializers(weights);
		for (Map.Entry<String, OnnxTensorLike> weight : weights.entrySet())
			options.addInitializer(weight.getKey(), weight.getValue());
	}

	private static StringStringEntryProto entry(String key, String value) {
		return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
	}

	public OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> outputs) throws OrtException {
		return session.run(inputs, outputs);
	}

	/** @param pinned outputs that are written straight into these tensors */
	public void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> pinned) throws OrtException {
		session.run(inputs, Set.of(), pinned).close();
	}

	public Set<String> outputs() {
		return session.getOutputNames();
	}

	Iterable<NodeInfo> outputInfo() throws OrtException {
		return session.getOutputInfo().values();
	}

	@Override
	public void close() throws OrtException {
		try {
			session.close();
		}
		finally {
			close(weights);
		}
	}

	private static void close(Map<String, OnnxTensorLike> tensors) {
		tensors.values().forEach(OnnxTensorLike::close);
	}
}
