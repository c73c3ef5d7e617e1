package io.github.fijiray.onnx.model;

import io.github.fijiray.onnx.Graph;
import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorInfo;
import io.github.fijiray.onnx.rewrite.Decompositions;
import io.github.fijiray.onnx.rewrite.FunctionInlining;
import io.github.fijiray.onnx.rewrite.OpsetUpgrade;
import io.github.fijiray.onnx.rewrite.SinglePrecision;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An ONNX model that was read from a file and found sound. Immutable.
 * <p>
 * Whatever the file is written in, the graph has one form of everything: functions are inlined, real numbers are of
 * single precision, the opset is {@value OpsetUpgrade#TARGET} or a later one, fused and quantised operators are written
 * out in standard ones.
 * </p>
 */
public final class OnnxModel {

	private final Path path;
	private final String sha256;
	private final long fileOpset;
	private final List<String> notes;
	private final List<TensorInfo> optionalInputs;
	private final ModelProto proto;
	private final Graph graph;

	private OnnxModel(Path path, String sha256, long fileOpset, List<String> notes, List<TensorInfo> optionalInputs,
		ModelProto proto) throws ModelException
	{
		this.path = path;
		this.sha256 = sha256;
		this.fileOpset = fileOpset;
		this.notes = List.copyOf(notes);
		this.optionalInputs = optionalInputs;
		this.proto = proto;
		this.graph = new Graph(proto.getGraph());
	}

	/**
	 * Reads and checks a model. Weights that lie in other files stay there.
	 *
	 * @throws ModelException if the file is not a sound ONNX model; the message names the file and the fault
	 * @throws IOException if the file cannot be read
	 */
	public static OnnxModel read(Path path) throws IOException {
		ModelReader reader = new ModelReader(path);
		ModelProto proto = reader.read();
		try {
			List<String> notes = new ArrayList<>();
			ModelProto plain = SinglePrecision.of(FunctionInlining.inline(proto), notes::add);
			ModelProto standard = Decompositions.apply(OpsetUpgrade.upgrade(plain), notes::add);
			return new OnnxModel(path, reader.sha256(), OpsetUpgrade.opset(proto, ""), notes, optionalInputs(proto),
				standard);
		}
		catch (ModelException e) {
			throw new ModelException("The model " + path + " cannot be used. " + e.getMessage(), e);
		}
	}

	private static List<TensorInfo> optionalInputs(ModelProto proto) {
		Set<String> given = proto.getGraph().getInitializerList().stream().map(TensorProto::getName).collect(Collectors
			.toSet());
		return proto.getGraph().getInputList().stream().filter(input -> given.contains(input.getName())).map(TensorInfo::of)
			.toList();
	}

	/** This model with another graph. */
	public OnnxModel with(ModelProto changed) throws ModelException {
		return new OnnxModel(path, sha256, fileOpset, notes, optionalInputs, changed);
	}

	/** File name without its ending. */
	public String name() {
		return path.getFileName().toString().replaceFirst("(?i)\\.onnx$", "");
	}

	public Path path() {
		return path;
	}

	/** SHA-256 of the file, in lower-case hexadecimal digits. */
	public String sha256() {
		return sha256;
	}

	/** The version of the standard operators that the file was written for. */
	public long fileOpset() {
		return fileOpset;
	}

	/** The version of the standard operators that {@link #graph()} is written in. */
	public long opset() {
		return OpsetUpgrade.opset(proto, "");
	}

	/** The version of a domain's operators that {@link #graph()} is written in, 0 if it uses none. */
	public long opset(String domain) {
		return OpsetUpgrade.opset(proto, domain);
	}

	/** What the user should know about how the file is read. */
	public List<String> notes() {
		return notes;
	}

	/** The notes that the exporter left in the file. */
	public Map<String, String> metadata() {
		Map<String, String> metadata = new LinkedHashMap<>();
		for (StringStringEntryProto entry : proto.getMetadataPropsList())
			metadata.put(entry.getKey(), entry.getValue());
		return metadata;
	}

	/** The inputs that a caller must give; initializers are none. */
	public List<TensorInfo> inputs() {
		return proto.getGraph().getInputList().stream().map(TensorInfo::of).toList();
	}

	/** The inputs that have a value in the file, which a caller may replace. {@link #proto()} has them as constants. */
	public List<TensorInfo> optionalInputs() {
		return optionalInputs;
	}

	public List<TensorInfo> outputs() {
		return proto.getGraph().getOutputList().stream().map(TensorInfo::of).toList();
	}

	public Graph graph() {
		return graph;
	}

	public ModelProto proto() {
		return proto;
	}

	/** The model as ONNX bytes, to be run with {@link #folder()} as the folder of its external data. */
	public byte[] toByteArray() {
		return proto.toByteArray();
	}

	/** The folder that weights in other files are relative to. */
	public Path folder() {
		return path.toAbsolutePath().getParent();
	}
}
