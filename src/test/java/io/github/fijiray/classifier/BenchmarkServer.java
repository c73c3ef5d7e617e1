package io.github.fijiray.classifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that answers each line with a number; two of them can take turns, so that a disturbance hits both. */
public final class BenchmarkServer implements AutoCloseable {

	private final Process process;
	private final Writer questions;
	private final BufferedReader answers;

	public BenchmarkServer(Process process) {
		this.process = process;
		questions = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
		answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	/** The answer to a question of one line. */
	public double ask(String question) throws IOException {
		questions.write(question + "\n");
		questions.flush();
		String answer = answers.readLine();
		if (answer == null) throw new IOException("The process " + process.info() + " ended instead of answering '" +
			question + "'.");
		return Double.parseDouble(answer);
	}

	@Override
	public void close() throws Exception {
		questions.close();
		process.waitFor();
	}

	/** Starts a process whose complaints are not shown. */
	public static Process process(String... command) throws IOException {
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
	}

	/** The largest resident memory of this process so far in MB; not a number where the system does not tell. */
	public static double peakMemory() throws IOException {
		Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) return Double.NaN;
		String line = Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM")).findFirst().orElseThrow();
		return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
	}
}
