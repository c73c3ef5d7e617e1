package io.github.fijiray.onnx.model;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.Node;
import io.github.fijiray.onnx.rewrite.OpsetUpgrade;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
		if (Files.size(path) == 0) throw refused("it is empty; export or download it again");
		ModelProto model = parse();
		if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) throw refused("it is not an ONNX model");
		checkOpset(model);
		try {
			new TensorChecks(path.toAbsolutePath().getParent()).check(model);
		}
		catch (ModelException e) {
			throw refused(e.getMessage());
		}
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
			ModelProto model = ModelParser.parse(in, Files.size(path));
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
		if (OpsetUpgrade.opset(model, "") == 0) throw refused("it does not say which ONNX operators it is written for");
	}

	private ModelException refused(String why) {
		return new ModelException("The file " + path + " cannot be used as a model: " + why + ".");
	}
}
