package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;

/** Makes the attributes of nodes. */
public final class Attributes {

	private Attributes() {}

	public static AttributeProto of(String name, long value) {
		return named(name, AttributeType.INT).setI(value).build();
	}

	public static AttributeProto of(String name, float value) {
		return named(name, AttributeType.FLOAT).setF(value).build();
	}

	public static AttributeProto of(String name, String value) {
		return named(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
	}

	public static AttributeProto of(String name, long... values) {
		AttributeProto.Builder attribute = named(name, AttributeType.INTS);
		for (long value : values)
			attribute.addInts(value);
		return attribute.build();
	}

	public static AttributeProto of(String name, TensorProto value) {
		return named(name, AttributeType.TENSOR).setT(value).build();
	}

	private static AttributeProto.Builder named(String name, AttributeType type) {
		return AttributeProto.newBuilder().setName(name).setType(type);
	}
}
