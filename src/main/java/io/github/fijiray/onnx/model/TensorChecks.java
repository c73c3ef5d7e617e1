package io.github.fijiray.onnx.model;

import io.github.fijiray.onnx.ElementType;
import io.github.fijiray.onnx.ExternalWeights;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorData;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Checks that each tensor in a model file has the data that it declares, before anything is allocated for it. */
final class TensorChecks {

	/** Numbers of bits and bytes of a tensor are to fit a long. */
	private static final long MOST_ELEMENTS = Long.MAX_VALUE / 128;

	private final Path folder;

	/** @param folder the folder of the model, in which its weights may lie in files of their own */
	TensorChecks(Path folder) {
		this.folder = folder;
	}

	/** @throws ModelException if a tensor is not sound; the message goes on from "because" */
	void check(ModelProto model) throws IOException {
		check(model.getGraph(), true);
		for (var function : model.getFunctionsList())
			check(function.getNodeList());
	}

	private void check(GraphProto graph, boolean outermost) throws IOException {
		for (TensorProto tensor : graph.getInitializerList())
			check(tensor, outermost);
		for (SparseTensorProto sparse : graph.getSparseInitializerList())
			check(sparse);
		check(graph.getNodeList());
	}

	private void check(List<NodeProto> nodes) throws IOException {
		for (NodeProto node : nodes)
			for (AttributeProto attribute : node.getAttributeList()) {
				if (attribute.hasT()) check(attribute.getT(), false);
				for (TensorProto tensor : attribute.getTensorsList())
					check(tensor, false);
				if (attribute.hasSparseTensor()) check(attribute.getSparseTensor());
				if (attribute.hasG()) check(attribute.getG(), false);
				for (GraphProto body : attribute.getGraphsList())
					check(body, false);
			}
	}

	private void check(SparseTensorProto sparse) throws IOException {
		check(sparse.getValues(), false);
		check(sparse.getIndices(), false);
	}

	/** @param mayBeExternal whether the data may lie in another file */
	private void check(TensorProto tensor, boolean mayBeExternal) throws IOException {
		ElementType type = ElementType.of(tensor.getDataType());
		long size = TensorData.size(tensor);
		if (size < 0 || size > MOST_ELEMENTS) throw refused(tensor, "has impossible dimensions " + tensor.getDimsList());
		if (type == ElementType.UNDEFINED) throw refused(tensor, "is of the unknown type " + tensor.getDataType());
		if (tensor.hasSegment()) throw refused(tensor, "is a part of a tensor only");
		long bytes = ExternalWeights.bytes(tensor);
		if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
			if (!mayBeExternal) throw refused(tensor, "lies in another file, as only a weight may");
			checkExternal(tensor, bytes);
		}
		else if (tensor.hasRawData() && type != ElementType.STRING) {
			if (tensor.getRawData().size() != bytes) throw refused(tensor, "should have " + bytes +
				" bytes of data but has " + tensor.getRawData().size());
		}
		else if (values(tensor, type) != stored(type, size)) throw refused(tensor, "should have " + size +
			" elements but has data for " + values(tensor, type));
	}

	/** Number of values in the field for this type. */
	private static long values(TensorProto tensor, ElementType type) {
		return switch (type) {
			case FLOAT, COMPLEX64 -> tensor.getFloatDataCount();
			case DOUBLE, COMPLEX128 -> tensor.getDoubleDataCount();
			case INT64 -> tensor.getInt64DataCount();
			case UINT32, UINT64 -> tensor.getUint64DataCount();
			case STRING -> tensor.getStringDataCount();
			default -> tensor.getInt32DataCount();
		};
	}

	/** Number of values that hold so many elements: complex numbers are two values, two of four bits are one. */
	private static long stored(ElementType type, long size) {
		return switch (type) {
			case COMPLEX64, COMPLEX128 -> 2 * size;
			case UINT4, INT4, FLOAT4E2M1 -> (size + 1) / 2;
			default -> size;
		};
	}

	/** Checks that external data exists, is long enough, and lies in the model's folder: no path leads out of it. */
	private void checkExternal(TensorProto tensor, long bytes) throws IOException {
		Map<String, String> entries = ExternalWeights.entries(tensor);
		String location = entries.getOrDefault("location", "");
		Path home = folder.toRealPath();
		try {
			Path relative = Path.of(location);
			Path file = home.resolve(relative).normalize();
			if (location.isEmpty() || relative.isAbsolute() || !file.startsWith(home)) throw refused(tensor,
				"refers to data outside of the model's folder: '" + location + "'");
			if (!Files.isRegularFile(file)) throw new ModelException("the file " + file +
				", which holds its weights, is missing. Copy it beside the model");
			if (!file.toRealPath().startsWith(home)) throw refused(tensor, "has its data in '" + location +
				"', a link that leads out of the model's folder");
			long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
			long length = Long.parseLong(entries.getOrDefault("length", "" + bytes));
			if (offset < 0 || length != bytes || offset > Files.size(file) - length) throw refused(tensor, "needs " + bytes +
				" bytes of the file " + file + " from position " + offset + ", but this file has " + Files.size(file) +
				". Copy it again");
		}
		catch (InvalidPathException | NumberFormatException e) {
			throw refused(tensor, "has unreadable external data: " + e.getMessage());
		}
	}

	private static ModelException refused(TensorProto tensor, String why) {
		return new ModelException("its tensor '" + tensor.getName() + "' " + why);
	}
}
