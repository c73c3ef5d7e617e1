package io.github.fijiray.classifier;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.github.fijiray.classifier.preprocessing.PreparedImage;
import io.github.fijiray.classifier.session.ModelSession;
import io.github.fijiray.classifier.session.SessionFactory;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.layer.ModelCut;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** What the part of a classifier before a layer computed for one image; holds native memory until it is closed. */
final class HeadRun implements AutoCloseable {

	private final ModelCut cut;
	private final OrtSession.Result computed;

	private HeadRun(ModelCut cut, OrtSession.Result computed) {
		this.cut = cut;
		this.computed = computed;
	}

	/**
	 * @param input how the classifier takes images
	 * @throws ModelException if ONNX Runtime does not take or run the head
	 */
	static HeadRun of(ModelCut cut, ModelInput input, PreparedImage image, SessionFactory factory) throws ModelException {
		ContentFrame frame = new ContentFrame(image, input.layout());
		FloatBuffer values = FloatBuffer.allocate(frame.size());
		frame.embed(image.pixels(), 0, values);
		try (ModelSession head = factory.open(cut.head().proto()); OnnxTensor tensor = OnnxTensor.createTensor(
			SessionFactory.environment(), values.flip(), input.shape(1)))
		{
			return new HeadRun(cut, head.run(Map.of(input.name(), tensor), head.outputs()));
		}
		catch (OrtException e) {
			throw new ModelException("ONNX Runtime failed to run the model " + cut.head().name() + " up to the layer '" + cut
				.layer() + "': " + e.getMessage(), e);
		}
	}

	/** The layer, in the order of its tensor. */
	FloatBuffer layer() {
		return tensor(cut.layer()).getFloatBuffer();
	}

	/** What the tail needs besides, by name of its inputs. */
	Map<String, OnnxTensor> crossing() {
		Map<String, OnnxTensor> crossing = new HashMap<>();
		cut.crossing().forEach((tensor, input) -> crossing.put(input, tensor(tensor)));
		return crossing;
	}

	private OnnxTensor tensor(String name) {
		return (OnnxTensor) computed.get(name).orElseThrow();
	}

	@Override
	public void close() {
		computed.close();
	}
}
