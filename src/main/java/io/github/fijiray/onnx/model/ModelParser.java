package io.github.fijiray.onnx.model;

import io.github.fijiray.onnx.TensorData;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Parses the bytes of a model. The data of large weights goes straight to memory outside of the heap, where sessions can
 * use it as it is, instead of through protobuf's and each session's own copies.
 */
final class ModelParser {

	/** The way to the data of a weight. */
	private static final int[] FIELDS = { ModelProto.GRAPH_FIELD_NUMBER, GraphProto.INITIALIZER_FIELD_NUMBER,
		TensorProto.RAW_DATA_FIELD_NUMBER };
	private static final int PIECE = 1 << 20;

	private final CodedInputStream in;
	private final long size;
	private final Map<Integer, ByteString> weights = new HashMap<>();
	private int initializers;

	private ModelParser(CodedInputStream in, long size) {
		this.in = in;
		this.size = size;
	}

	/**
	 * @param size number of bytes that the stream has
	 * @throws InvalidProtocolBufferException if they are not an ONNX model
	 */
	static ModelProto parse(InputStream in, long size) throws IOException {
		ModelParser parser = new ModelParser(CodedInputStream.newInstance(in), size);
		ModelProto.Builder model = ModelProto.newBuilder().mergeFrom(parser.withoutWeights(0));
		parser.weights.forEach((index, data) -> model.getGraphBuilder().getInitializerBuilder(index).setRawData(data));
		return model.build();
	}

	/** Copies a message, without the large weights in it. */
	private ByteString withoutWeights(int depth) throws IOException {
		ByteString.Output bytes = ByteString.newOutput();
		CodedOutputStream out = CodedOutputStream.newInstance(bytes);
		while (!in.isAtEnd()) {
			int tag = in.readTag();
			if (WireFormat.getTagFieldNumber(tag) != FIELDS[depth] || WireFormat.getTagWireType(
				tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED)
			{
				if (!in.skipField(tag, out)) throw new InvalidProtocolBufferException("A group ends that did not begin.");
				continue;
			}
			ByteString field = depth < FIELDS.length - 1 ? message(depth + 1) : data();
			out.writeBytes(FIELDS[depth], field);
		}
		out.flush();
		return bytes.toByteString();
	}

	private ByteString message(int depth) throws IOException {
		int outer = in.pushLimit(length());
		ByteString message = withoutWeights(depth);
		in.popLimit(outer);
		if (depth == FIELDS.length - 1) initializers++;
		return message;
	}

	/** The data of a weight that is small; else none, and it is kept apart. */
	private ByteString data() throws IOException {
		int length = length();
		weights.remove(initializers);
		if (length < TensorData.LARGE) return ByteString.copyFrom(in.readRawBytes(length));
		ByteBuffer data = ByteBuffer.allocateDirect(length);
		while (data.hasRemaining())
			data.put(in.readRawBytes(Math.min(PIECE, data.remaining())));
		weights.put(initializers, UnsafeByteOperations.unsafeWrap(data.flip()));
		return ByteString.EMPTY;
	}

	/** A length that the file can have. */
	private int length() throws IOException {
		int length = in.readRawVarint32();
		if (length < 0 || length > size - in.getTotalBytesRead()) throw new InvalidProtocolBufferException(
			"A part is longer than the file.");
		return length;
	}
}
