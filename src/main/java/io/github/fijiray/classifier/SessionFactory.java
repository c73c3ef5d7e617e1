package io.github.fijiray.classifier;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

import io.github.fijiray.onnx.ModelException;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens ONNX Runtime sessions for the graphs of one model, all on the same provider. */
final class SessionFactory {

	private static final String CUDA_HELP = "an NVIDIA driver, CUDA 12 and cuDNN 9; or choose provider=cpu.";

	private final Path model;
	private final int threads;
	private final Consumer<String> notes;
	private Provider provider;

	/**
	 * @param threads threads of one computation; 0 for one per core
	 * @param notes receives a sentence if AUTO has to do without CUDA although this FijiRay is built for it
	 */
	SessionFactory(Path model, Provider provider, int threads, Consumer<String> notes) {
		this.model = model;
		this.provider = provider;
		this.threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
		this.notes = notes;
	}

	/**
	 * The environment that all sessions of this process share.
	 *
	 * @throws ModelException if ONNX Runtime does not work on this computer
	 */
	static OrtEnvironment environment() throws ModelException {
		try {
			return OrtEnvironment.getEnvironment();
		}
		catch (LinkageError e) {
			throw new ModelException("ONNX Runtime cannot start on this computer (" + System.getProperty("os.name") + ", " +
				System.getProperty("os.arch") + "): " + e.getMessage() +
				". It has programs for Linux, Windows (x64) and macOS (Apple silicon).", e);
		}
	}

	/** The provider asked for, and once a session is open the one that is used. */
	Provider provider() {
		return provider;
	}

	/**
	 * @param graph a model in ONNX format; weights in other files are looked for beside the model
	 * @throws ModelException if ONNX Runtime does not take it, or the provider cannot start
	 */
	OrtSession open(byte[] graph) throws ModelException {
		environment();
		boolean cuda = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
		if (provider == Provider.CUDA && !cuda) throw new ModelException(
			"CUDA cannot be used: this FijiRay is built for the CPU. It needs one built with -Pcuda, " + CUDA_HELP);
		if (provider == Provider.CPU || !cuda) {
			provider = Provider.CPU;
			return openOnCpu(graph);
		}
		try {
			OrtSession session = open(graph, true);
			provider = Provider.CUDA;
			return session;
		}
		catch (OrtException e) {
			if (provider == Provider.CUDA) throw new ModelException("CUDA cannot be used for " + model.getFileName() + ": " +
				e.getMessage() + ". It needs " + CUDA_HELP, e);
			notes.accept("CUDA could not start, so the CPU is used: " + e.getMessage());
			provider = Provider.CPU;
			return openOnCpu(graph);
		}
	}

	private OrtSession openOnCpu(byte[] graph) throws ModelException {
		try {
			return open(graph, false);
		}
		catch (OrtException e) {
			throw new ModelException("ONNX Runtime refuses the model " + model.getFileName() + ": " + e.getMessage(), e);
		}
	}

	private OrtSession open(byte[] graph, boolean cuda) throws OrtException, ModelException {
		try (SessionOptions options = new SessionOptions()) {
			options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
			options.setOptimizationLevel(OptLevel.ALL_OPT);
			options.setIntraOpNumThreads(threads);
			options.addConfigEntry("session.model_external_initializers_file_folder_path", model.toAbsolutePath().getParent()
				.toString());
			if (cuda) options.addCUDA();
			return environment().createSession(graph, options);
		}
	}
}
