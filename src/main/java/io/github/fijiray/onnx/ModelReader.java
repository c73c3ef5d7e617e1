package io.github.fijiray.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Reads an ONNX file, which is untrusted input, and checks it before anything is computed or allocated. */
final class ModelReader {

	private static final int OLDEST_OPSET = 7;

	private final Path path;
	private String sha256;

	ModelReader(Path path) {
		this.path = path;
	}

	ModelProto read() throws IOException {
		if (!Files.exists(path)) throw new NoSuchFileException("There is no model file " + path + ".");
		if (!Files.isRegularFile(path)) throw refused("it is not a file");
		if (Files.size(path) > Integer.MAX_VALUE) throw refused(
			"it is larger than 2 GB, which the ONNX format does not allow; export it with its weights as external data");
		ModelProto model = parse();
		if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) throw refused("it is not an ONNX model");
		checkOpset(model);
		for (TensorProto tensor : model.getGraph().getInitializerList())
			check(tensor);
		return model;
	}

	String sha256() {
		return sha256;
	}

	private ModelProto parse() throws IOException {
		MessageDigest digest;
		try {
			digest = MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
		try (InputStream in = new DigestInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16),
			digest))
		{
			ModelProto model = ModelProto.parseFrom(in);
			sha256 = HexFormat.of().formatHex(digest.digest());
			return model;
		}
		catch (InvalidProtocolBufferException e) {
			if (e.getCause() instanceof IOException && !(e.getCause() instanceof InvalidProtocolBufferException))
				throw (IOException) e.getCause();
			throw new ModelException("The file " + path + " cannot be read: it is not an ONNX model, or it is damaged or " +
				"cut off. Export or download it again.", e);
		}
	}

	private void checkOpset(ModelProto model) throws ModelException {
		for (OperatorSetIdProto opset : model.getOpsetImportList())
			if (Node.standard(opset.getDomain()).isEmpty() && opset.getVersion() < OLDEST_OPSET) throw refused(
				"it is written for opset " + opset.getVersion() + "; export it with opset " + OLDEST_OPSET + " or later");
		if (OnnxModel.opset(model, "") == 0) throw refused("it does not say which ONNX operators it is written for");
	}

	/** Checks that the size that a tensor declares is the size of the data it has. */
	private void check(TensorProto tensor) throws IOException {
		ElementType type = ElementType.of(tensor.getDataType());
		long size = TensorData.size(tensor);
		if (size < 0 || size > Long.MAX_VALUE / 128) throw refused("its tensor '" + tensor.getName() +
			"' has impossible dimensions " + tensor.getDimsList());
		long bytes = ExternalWeights.bytes(tensor);
		if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) checkExternal(tensor, bytes);
		else if (tensor.hasRawData() && type.bits() > 0 && tensor.getRawData().size() != bytes) throw refused(
			"its tensor '" + tensor.getName() + "' should have " + bytes + " bytes of data but has " + tensor.getRawData()
				.size());
		else if (!tensor.hasRawData() && typedCount(tensor) * 64 < size) throw refused("its tensor '" + tensor.getName() +
			"' should have " + size + " elements but has data for " + typedCount(tensor));
	}

	private static long typedCount(TensorProto tensor) {
		return (long) tensor.getFloatDataCount() + tensor.getInt32DataCount() + tensor.getInt64DataCount() + tensor
			.getDoubleDataCount() + tensor.getUint64DataCount() + tensor.getStringDataCount();
	}

	/** Checks that external data exists, is long enough, and lies in the model's folder: no path leads out of it. */
	private void checkExternal(TensorProto tensor, long bytes) throws IOException {
		Map<String, String> entries = ExternalWeights.entries(tensor);
		String location = entries.getOrDefault("location", "");
		Path folder = path.toAbsolutePath().getParent().toRealPath();
		try {
			Path relative = Path.of(location);
			Path file = folder.resolve(relative).normalize();
			if (location.isEmpty() || relative.isAbsolute() || !file.startsWith(folder)) throw refused("its tensor '" +
				tensor.getName() + "' refers to data outside of the model's folder: '" + location + "'");
			if (!Files.isRegularFile(file)) throw refused("the file " + file +
				", which holds its weights, is missing. Copy it beside the model");
			if (!file.toRealPath().startsWith(folder)) throw refused("its data file '" + location +
				"' is a link that leads out of the model's folder");
			long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
			long length = Long.parseLong(entries.getOrDefault("length", "" + bytes));
			if (offset < 0 || length != bytes || offset > Files.size(file) - length) throw refused("its tensor '" + tensor
				.getName() + "' needs " + bytes + " bytes of the file " + file + " from position " + offset +
				", but this file has " + Files.size(file) + ". Copy it again");
		}
		catch (InvalidPathException | NumberFormatException e) {
			throw refused("its tensor '" + tensor.getName() + "' has unreadable external data: " + e.getMessage());
		}
	}

	private ModelException refused(String why) {
		return new ModelException("The file " + path + " cannot be used as a model: " + why + ".");
	}
}
