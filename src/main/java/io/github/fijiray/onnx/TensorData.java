package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes and reads the small tensors that steer operators: axes, pads, target shapes, limits. */
public final class TensorData {

	/** Bytes from which on a weight's data is kept outside of the heap, and shared by sessions. */
	public static final int LARGE = 1 << 12;

	private TensorData() {}

	/** A vector of int64. */
	public static TensorProto vector(String name, long... values) {
		return integers(name, values).addDims(values.length).build();
	}

	/** A scalar of int64. */
	public static TensorProto scalar(String name, long value) {
		return integers(name, value).build();
	}

	private static TensorProto.Builder integers(String name, long... values) {
		ByteBuffer bytes = littleEndian(8 * values.length);
		bytes.asLongBuffer().put(values);
		return tensor(name, ElementType.INT64, bytes);
	}

	/** A float tensor. */
	public static TensorProto floats(String name, long[] dims, float... values) {
		ByteBuffer bytes = littleEndian(4 * values.length);
		bytes.asFloatBuffer().put(values);
		TensorProto.Builder tensor = tensor(name, ElementType.FLOAT, bytes);
		for (long dim : dims)
			tensor.addDims(dim);
		return tensor.build();
	}

	/** A scalar of float or double. */
	public static TensorProto scalar(String name, ElementType type, double value) {
		if (type == ElementType.FLOAT) return floats(name, new long[0], (float) value);
		if (type != ElementType.DOUBLE) throw new IllegalArgumentException("A scalar is float or double, not " + type);
		return tensor(name, type, littleEndian(8).putDouble(0, value)).build();
	}

	private static TensorProto.Builder tensor(String name, ElementType type, ByteBuffer bytes) {
		return TensorProto.newBuilder().setName(name).setDataType(type.number()).setRawData(ByteString.copyFrom(bytes));
	}

	private static ByteBuffer littleEndian(int capacity) {
		return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
	}

	/** Number of elements of a tensor, or -1 if a dimension is negative or the number does not fit a long. */
	public static long size(TensorProto tensor) {
		long size = 1;
		for (long dim : tensor.getDimsList()) {
			if (dim < 0 || Math.multiplyHigh(size, dim) != 0) return -1;
			size *= dim;
			if (size < 0) return -1;
		}
		return size;
	}

	/** The values of a tensor of real or integer numbers; null for another type or data that lies in another file. */
	public static double[] numbers(TensorProto tensor) {
		if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) return null;
		int size = Math.toIntExact(size(tensor));
		double[] numbers = new double[size];
		ByteBuffer raw = tensor.hasRawData() ? tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN)
			: null;
		for (int i = 0; i < size; i++)
			switch (ElementType.of(tensor.getDataType())) {
				case FLOAT -> numbers[i] = raw == null ? tensor.getFloatData(i) : raw.getFloat(4 * i);
				case DOUBLE -> numbers[i] = raw == null ? tensor.getDoubleData(i) : raw.getDouble(8 * i);
				case INT64 -> numbers[i] = raw == null ? tensor.getInt64Data(i) : raw.getLong(8 * i);
				case INT32 -> numbers[i] = raw == null ? tensor.getInt32Data(i) : raw.getInt(4 * i);
				case FLOAT16 -> numbers[i] = half(raw == null ? tensor.getInt32Data(i) : raw.getShort(2 * i));
				case BFLOAT16 -> numbers[i] = Float.intBitsToFloat((raw == null ? tensor.getInt32Data(i) : raw.getShort(2 *
					i)) << 16);
				case BOOL, INT8 -> numbers[i] = raw == null ? tensor.getInt32Data(i) : raw.get(i);
				case UINT8 -> numbers[i] = raw == null ? tensor.getInt32Data(i) : raw.get(i) & 0xff;
				default -> {
					return null;
				}
			}
		return numbers;
	}

	/** The number that sixteen bits stand for: sign, five bits of exponent, ten of mantissa. */
	private static double half(int bits) {
		int exponent = bits >> 10 & 31;
		int mantissa = bits & 1023;
		double size = exponent == 0 ? mantissa * 0x1p-24 : exponent < 31 ? (1024 + mantissa) * Math.pow(2, exponent - 25)
			: mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
		return (bits & 0x8000) == 0 ? size : -size;
	}
}
