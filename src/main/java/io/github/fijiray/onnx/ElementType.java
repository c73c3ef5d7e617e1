package io.github.fijiray.onnx;

/** Element types of ONNX tensors, with the numbers and sizes that the ONNX format gives them. */
public enum ElementType {
	FLOAT(1, 32), UINT8(2, 8), INT8(3, 8), UINT16(4, 16), INT16(5, 16), INT32(6, 32), INT64(7, 64), STRING(8, 0),
	BOOL(9, 8), FLOAT16(10, 16), DOUBLE(11, 64), UINT32(12, 32), UINT64(13, 64), COMPLEX64(14, 64),
	COMPLEX128(15, 128), BFLOAT16(16, 16), FLOAT8E4M3FN(17, 8), FLOAT8E4M3FNUZ(18, 8), FLOAT8E5M2(19, 8),
	FLOAT8E5M2FNUZ(20, 8), UINT4(21, 4), INT4(22, 4), FLOAT4E2M1(23, 4), UNDEFINED(0, 0);

	private final int number;
	private final int bits;

	ElementType(int number, int bits) {
		this.number = number;
		this.bits = bits;
	}

	/** The number in the ONNX format ({@code TensorProto.DataType}). */
	public int number() {
		return number;
	}

	/** Bits of one element; 0 where that is not fixed. */
	public int bits() {
		return bits;
	}

	/** Whether values of this type are real numbers that a gradient can flow through. */
	public boolean isReal() {
		return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
	}

	/** The type with this number; {@link #UNDEFINED} for a number that is not known. */
	public static ElementType of(int number) {
		for (ElementType type : values())
			if (type.number == number) return type;
		return UNDEFINED;
	}
}
