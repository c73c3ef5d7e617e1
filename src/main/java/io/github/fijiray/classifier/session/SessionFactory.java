package io.github.fijiray.classifier.session;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

import io.github.fijiray.onnx.ModelException;
import io.github.fijiray.onnx.TensorData;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** Opens ONNX Runtime sessions for the graphs of one model, all on the same provider. */
public final class SessionFactory {

	private static final String CUDA_HELP = "an NVIDIA driver, CUDA 12 and cuDNN 9; or choose provider=cpu.";

	/**
	 * Bytes of weights from which on no second copy of them is made in the order that multiplications like best. Such
	 * weights are read from memory for each image anyway: VGG16 needs 2 % more time, and 500 MB less.
	 */
	private static final long LARGE = 256L << 20;

	/** More nodes make ONNX Runtime 1.29 run out of its stack, which ends the process. */
	private static final int MOST_NODES = 20_000;

	private static final long START_STACK_BYTES = 256L << 20;

	private static OrtEnvironment environment;

	private final Path model;
	private final int threads;
	private final Consumer<String> notes;
	private Provider provider;

	/**
	 * @param threads threads of one computation; 0 for one per core
	 * @param notes receives a sentence if AUTO has to do without CUDA although this FijiRay is built for it
	 */
	public SessionFactory(Path model, Provider provider, int threads, Consumer<String> notes) {
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
	public static synchronized OrtEnvironment environment() throws ModelException {
		if (environment == null) environment = start();
		return environment;
	}

	/**
	 * NB: ONNX Runtime 1.29 searches the command line of its process for its telemetry when it starts, by recursion: a long
	 * class path needs more stack than a Java thread has, and takes the whole process down.
	 */
	private static OrtEnvironment start() throws ModelException {
		FutureTask<OrtEnvironment> start = new FutureTask<>(() -> {
			OrtEnvironment started = OrtEnvironment.getEnvironment();
			started.setTelemetry(false);
			return started;
		});
		new Thread(null, start, "FijiRay starts ONNX Runtime", START_STACK_BYTES).start();
		try {
			return start.get();
		}
		catch (ExecutionException e) {
			throw new ModelException("ONNX Runtime cannot start on this computer (" + System.getProperty("os.name") + ", " +
				System.getProperty("os.arch") + "): " + e.getCause().getMessage() +
				". It has programs for Linux, Windows (x64) and macOS (Apple silicon).", e.getCause());
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new ModelException("The start of ONNX Runtime was interrupted.", e);
		}
	}

	/** The provider asked for, and once a session is open the one that is used. */
	public Provider provider() {
		return provider;
	}

	/**
	 * How many images a session of this factory had best compute at once.
	 *
	 * @param limit how many it can compute at once
	 * @param cpuBatch how many suit the caches of a CPU
	 */
	public int batch(int limit, int cpuBatch) {
		return provider == Provider.CPU ? Math.min(limit, Math.max(cpuBatch, threads)) : limit;
	}

	/**
	 * @param graph a graph of the model; weights in other files are looked for beside the model
	 * @throws ModelException if ONNX Runtime does not take it, or the provider cannot start
	 */
	public ModelSession open(ModelProto graph) throws ModelException {
		int nodes = graph.getGraph().getNodeCount();
		if (nodes > MOST_NODES) throw new ModelException("The model " + model.getFileName() + " needs a graph of " + nodes +
			" operators for its scores and gradients; ONNX Runtime can be trusted with " + MOST_NODES + ".");
		environment();
		boolean cuda = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
		if (provider == Provider.CUDA && !cuda) throw new ModelException(
			"CUDA cannot be used: this FijiRay is built for the CPU. It needs one built with -Pcuda, " + CUDA_HELP);
		if (provider == Provider.CPU || !cuda) {
			provider = Provider.CPU;
			return openOnCpu(graph);
		}
		try {
			ModelSession session = open(graph, true);
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

	private ModelSession openOnCpu(ModelProto graph) throws ModelException {
		try {
			return open(graph, false);
		}
		catch (OrtException e) {
			throw new ModelException("ONNX Runtime refuses the model " + model.getFileName() + ": " + e.getMessage(), e);
		}
	}

	private ModelSession open(ModelProto graph, boolean cuda) throws OrtException, ModelException {
		try (SessionOptions options = new SessionOptions()) {
			options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
			options.setOptimizationLevel(OptLevel.ALL_OPT);
			options.setIntraOpNumThreads(threads);
			// Between two runs masks are computed on the same cores, which waiting threads would keep busy.
			options.addConfigEntry("session.intra_op.allow_spinning", "0");
			// A plan of all memory ahead takes half as much again, and no less time.
			options.setMemoryPatternOptimization(false);
			if (TensorData.weightBytes(graph) > LARGE) options.addConfigEntry("session.disable_prepacking", "1");
			options.addConfigEntry("session.model_external_initializers_file_folder_path", model.toAbsolutePath().getParent()
				.toString());
			if (cuda) options.addCUDA();
			return ModelSession.open(graph, environment(), options);
		}
	}
}
