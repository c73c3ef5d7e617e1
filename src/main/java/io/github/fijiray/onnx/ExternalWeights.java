package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** Weights that lie in files beside a model. */
public final class ExternalWeights {

	/** ONNX Runtime maps files into memory; data that begins at a multiple of this needs no copy. */
	private static final long ALIGNMENT = 1 << 16;

	private ExternalWeights() {}

	/** Whether a model has any. */
	public static boolean has(ModelProto model) {
		return model.getGraph().getInitializerList().stream().anyMatch(ExternalWeights::isExternal);
	}

	private static boolean isExternal(TensorProto tensor) {
		return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
	}

	public static Map<String, String> entries(TensorProto tensor) {
		Map<String, String> entries = new HashMap<>();
		for (StringStringEntryProto entry : tensor.getExternalDataList())
			entries.put(entry.getKey(), entry.getValue());
		return entries;
	}

	public static long bytes(TensorProto tensor) {
		return (TensorData.size(tensor) * ElementType.of(tensor.getDataType()).bits() + 7) / 8;
	}

	/**
	 * Copies a model's external weights into one file.
	 *
	 * @param folder the folder that the model's weights are relative to
	 * @param copy the file to write
	 * @param location the name that the model is to know this file by
	 * @return the model with its weights in the new file
	 */
	public static ModelProto copy(ModelProto model, Path folder, Path copy, String location) throws IOException {
		GraphProto.Builder graph = model.getGraph().toBuilder();
		try (FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
			StandardOpenOption.TRUNCATE_EXISTING))
		{
			long position = 0;
			for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
				if (!isExternal(tensor.build())) continue;
				Map<String, String> entries = entries(tensor.build());
				long length = bytes(tensor.build());
				try (FileChannel in = FileChannel.open(folder.resolve(entries.get("location")))) {
					long start = Long.parseLong(entries.getOrDefault("offset", "0"));
					if (start + length > in.size()) throw new IOException("The file " + entries.get("location") + " in " + folder +
						" has become shorter.");
					out.position(position);
					for (long done = 0; done < length;)
						done += in.transferTo(start + done, length - done, out);
				}
				tensor.clearExternalData().addExternalData(entry("location", location)).addExternalData(entry("offset", "" +
					position)).addExternalData(entry("length", "" + length));
				position = (position + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
			}
		}
		return model.toBuilder().setGraph(graph).build();
	}

	private static StringStringEntryProto entry(String key, String value) {
		return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
	}
}
