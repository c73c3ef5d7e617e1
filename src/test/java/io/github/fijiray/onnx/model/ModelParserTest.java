package io.github.fijiray.onnx.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

class ModelParserTest {

	private final ModelProto model = ModelProto.newBuilder().setIrVersion(8).setProducerName("test").setGraph(GraphProto
		.newBuilder().setName("g").addInitializer(weight("small", 100)).addInitializer(weight("large", 5000)).addNode(NodeProto
			.newBuilder().setOpType("Relu").addInput("x").addOutput("y")).addInitializer(weight("none", 0)).addInitializer(
				weight("larger", 3_000_000))).build();

	private static TensorProto weight(String name, int bytes) {
		byte[] data = new byte[bytes];
		new Random(bytes).nextBytes(data);
		return TensorProto.newBuilder().setName(name).setRawData(ByteString.copyFrom(data)).build();
	}

	private static ModelProto parse(byte[] bytes) throws IOException {
		return ModelParser.parse(new ByteArrayInputStream(bytes), bytes.length);
	}

	@Test
	void readsWhatProtobufReads() throws IOException {
		assertEquals(model, parse(model.toByteArray()));
		assertEquals(model, ModelProto.parseFrom(parse(model.toByteArray()).toByteString()));
	}

	@Test
	void largeWeightsLieOutsideOfTheHeap() throws IOException {
		GraphProto graph = parse(model.toByteArray()).getGraph();
		assertFalse(graph.getInitializer(0).getRawData().asReadOnlyByteBuffer().isDirect());
		assertTrue(graph.getInitializer(1).getRawData().asReadOnlyByteBuffer().isDirect());
		assertTrue(graph.getInitializer(3).getRawData().asReadOnlyByteBuffer().isDirect());
	}

	@Test
	void graphsInSeveralPartsAreJoined() throws IOException {
		ByteString twice = model.toByteString().concat(model.toByteString());
		assertEquals(ModelProto.parseFrom(twice), parse(twice.toByteArray()));
	}

	@Test
	void ofDataGivenTwiceTheLastCounts() throws IOException {
		for (int[] lengths : new int[][] { { 5000, 10 }, { 10, 5000 }, { 5000, 6000 } }) {
			ByteString tensor = weight("w", lengths[0]).toByteString().concat(weight("w", lengths[1]).toByteString());
			ByteString graph = field(GraphProto.INITIALIZER_FIELD_NUMBER, tensor);
			ByteString bytes = field(ModelProto.GRAPH_FIELD_NUMBER, graph);
			assertEquals(ModelProto.parseFrom(bytes), parse(bytes.toByteArray()));
		}
	}

	private static ByteString field(int number, ByteString content) throws IOException {
		ByteString.Output bytes = ByteString.newOutput();
		CodedOutputStream out = CodedOutputStream.newInstance(bytes);
		out.writeBytes(number, content);
		out.flush();
		return bytes.toByteString();
	}

	@Test
	void aFileThatIsCutOffIsRefused() throws IOException {
		byte[] bytes = model.toByteArray();
		int graph = bytes.length - model.getGraph().getSerializedSize();
		for (int length = graph; length < bytes.length; length += length < 6000 ? 1 : 99_991) {
			byte[] part = Arrays.copyOf(bytes, length);
			assertThrows(InvalidProtocolBufferException.class, () -> parse(part), "cut off at " + length);
		}
	}

	@Test
	void noMemoryIsTakenForDataThatTheFileCannotHave() throws IOException {
		ByteString tensor = ByteString.copyFrom(new byte[] { TensorProto.RAW_DATA_FIELD_NUMBER << 3 | 2, -1, -1, -1, -1, 7 });
		ByteString bytes = field(ModelProto.GRAPH_FIELD_NUMBER, field(GraphProto.INITIALIZER_FIELD_NUMBER, tensor));
		assertThrows(InvalidProtocolBufferException.class, () -> parse(bytes.toByteArray()));
	}
}
