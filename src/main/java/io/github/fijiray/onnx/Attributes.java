package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;

/** Makes the attributes of nodes. */
final class Attributes {

	private Attributes() {}

	static AttributeProto of(String name, long value) {
		return named(name, AttributeType.INT).setI(value).build();
	}

	static AttributeProto of(String name, float value) {
		return named(name, AttributeType.FLOAT).setF(value).build();
	}

	static AttributeProto of(String name, String value) {
		return named(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
	}

	static AttributeProto of(String name, long... values) {
		AttributeProto.Builder attribute = named(name, AttributeType.INTS);
		for (long value : values)
			attribute.addInts(value);
		return attribute.build();
	}

	static AttributeProto of(String name, TensorProto value) {
		return named(name, AttributeType.TENSOR).setT(value).build();
	}

	private static AttributeProto.Builder named(String name, AttributeType type) {
		return AttributeProto.newBuilder().setName(name).setType(type);
	}
}
