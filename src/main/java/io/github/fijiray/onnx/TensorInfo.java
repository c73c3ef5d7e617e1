package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Name, element type and shape of an input or output of a model.
 *
 * @param shape the dimensions, -1 where the model leaves one open; null if even the rank is open
 */
public record TensorInfo(String name, ElementType type, long[] shape) {

	public static TensorInfo of(ValueInfoProto value) {
		TypeProto.Tensor tensor = value.getType().getTensorType();
		long[] shape = !tensor.hasShape() ? null : tensor.getShape().getDimList().stream().mapToLong(dim -> dim
			.hasDimValue() && dim.getDimValue() > 0 ? dim.getDimValue() : -1).toArray();
		return new TensorInfo(value.getName(), ElementType.of(tensor.getElemType()), shape);
	}

	/** The declaration of an input or output in a graph. A first dimension that is open is called N. */
	public ValueInfoProto proto() {
		TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
		for (int i = 0; i < shape.length; i++)
			if (shape[i] >= 0) dims.addDimBuilder().setDimValue(shape[i]);
			else if (i == 0) dims.addDimBuilder().setDimParam("N");
			else dims.addDimBuilder();
		TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(dims);
		return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
	}

	/** As in {@code data float [?,3,224,224]}. */
	@Override
	public String toString() {
		String dims = shape == null ? "of any shape" : Arrays.stream(shape).mapToObj(d -> d < 0 ? "?" : "" + d).collect(
			Collectors.joining(",", "[", "]"));
		return name + " " + type.name().toLowerCase() + " " + dims;
	}
}
