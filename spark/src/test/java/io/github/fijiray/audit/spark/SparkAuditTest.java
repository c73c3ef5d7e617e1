package io.github.fijiray.audit.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fijiray.study.ResultTable;
import io.github.fijiray.study.Shard;
import io.github.fijiray.study.StudyPart;
import io.github.fijiray.study.StudyProgress;
import io.github.fijiray.study.StudyRun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.log.StderrLogService;

/** Audits of the sample data by several workers of Spark. */
class SparkAuditTest {

	private static final Path DATA = Path.of("../sample-data").toAbsolutePath().normalize();
	private static final List<String> FILES = List.of("evidence.tif", "masks.tif", "image.png", "overlay.png");

	@TempDir
	private Path folder;
	private Path images;
	private Path alone;

	@BeforeEach
	void auditWithoutSpark() throws IOException {
		images = Files.createDirectory(folder.resolve("images"));
		for (String name : List.of("responder_1", "responder_2", "responder_3", "resting_1", "resting_2", "resting_3"))
			Files.copy(DATA.resolve("images").resolve(name + ".tif"), Files.createDirectories(images.resolve(name.replaceFirst(
				"_.*", ""))).resolve(name + ".tif"));
		Files.writeString(images.resolve("broken.tif"), "This is no image.");
		alone = folder.resolve("alone");
		AuditArguments arguments = arguments(alone, 10);
		arguments.audit(0, note -> {}).run(StudyPart.of(arguments.study(), Shard.ALL), new StudyRun(StudyProgress.unattended("Auditing",
			() -> false), new StderrLogService()));
	}

	@Test
	void threeWorkersGiveTheTableOfOne() throws IOException {
		Path output = folder.resolve("spark");
		try (JavaSparkContext spark = spark("local[3,4]")) {
			assertEquals(7, SparkAudit.run(spark, arguments(output, 2)));
		}
		assertSameAudit(output);
		assertEquals(4, shardTables(output));
		assertTrue(Files.size(output.resolve("report.html")) > 0);
	}

	@Test
	void aTaskThatFailsIsStartedAgainAndGoesOn() throws IOException {
		Path output = folder.resolve("spark");
		// The results of this image cannot be written as long as a file lies where their folder belongs.
		Path obstacle = output.resolve("images/resting/resting_1.tif");
		Files.createDirectories(obstacle.getParent());
		Files.createFile(obstacle);
		AtomicInteger failures = new AtomicInteger();
		AtomicInteger rowsThen = new AtomicInteger();
		try (JavaSparkContext spark = spark("local[3,4]")) {
			spark.sc().addSparkListener(new SparkListener() {

				@Override
				public void onTaskEnd(SparkListenerTaskEnd end) {
					if (end.taskInfo().successful() || failures.getAndIncrement() > 0) return;
					try {
						rowsThen.set(ResultTable.read(output.resolve("audit-1of2.csv")).size());
						Files.delete(obstacle);
					}
					catch (IOException e) {
						throw new UncheckedIOException(e);
					}
				}
			});
			SparkAudit.run(spark, arguments(output, 4));
		}
		assertTrue(failures.get() >= 1 && failures.get() < 4, failures + " failures");
		assertEquals(2, rowsThen.get());
		assertSameAudit(output);
	}

	@Test
	void aWorkerThatIsKilledIsReplaced() throws Exception {
		Path output = folder.resolve("spark");
		CompletableFuture<Void> killer;
		try (JavaSparkContext spark = spark("local-cluster[2,1,1024]")) {
			killer = CompletableFuture.runAsync(() -> killAnExecutorAfterItsFirstRow(output));
			SparkAudit.run(spark, arguments(output, 4));
		}
		killer.get();
		assertSameAudit(output);
	}

	@Test
	void theProcessEndsWithWhatBecameOfTheAudit() throws Exception {
		Path output = folder.resolve("spark");
		assertEquals(0, exitOfMain("folder=" + images, "model=" + DATA.resolve("models/sound.onnx"), "truth=" + DATA.resolve(
			"truth"), "output=" + output, "mode=fast", "passes=20", "areas=0.1,0.3", "threshold=0.5"));
		assertSameAudit(output);
		assertTrue(Files.size(output.resolve("report.html")) > 0);
		assertEquals(1, exitOfMain("folder=" + images, "model=" + folder.resolve("none.onnx"), "output=" + output));
	}

	private int exitOfMain(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(option -> !option.startsWith("-javaagent"))
			.forEach(command::add);
		command.addAll(List.of("-Dspark.master=local[2]", "-Dspark.ui.enabled=false", "-Dspark.driver.host=127.0.0.1", "-cp",
			System.getProperty("java.class.path"), SparkAudit.class.getName()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("main.log")
			.toFile()).start();
		if (process.waitFor(5, TimeUnit.MINUTES)) return process.exitValue();
		process.destroyForcibly();
		throw new AssertionError("The process does not end: " + Files.readString(folder.resolve("main.log")));
	}

	private static void killAnExecutorAfterItsFirstRow(Path output) {
		Path table = output.resolve("audit-1of2.csv");
		try {
			while (!Files.exists(table) || ResultTable.read(table).isEmpty())
				Thread.sleep(2);
			// The lock's file tells which process works on the table.
			long process = Long.parseLong(Files.readString(output.resolve("audit-1of2.lock")).replaceAll("\\D*(\\d+)@.*",
				"$1"));
			assertTrue(ProcessHandle.of(process).orElseThrow().destroyForcibly());
			assertFalse(process == ProcessHandle.current().pid());
		}
		catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		catch (InterruptedException e) {
			throw new IllegalStateException(e);
		}
	}

	private static JavaSparkContext spark(String master) {
		return new JavaSparkContext(new SparkConf().setMaster(master).setAppName("test").set("spark.ui.enabled", "false").set(
			"spark.driver.host", "127.0.0.1").set("spark.executor.extraClassPath", System.getProperty("java.class.path")));
	}

	private AuditArguments arguments(Path output, int chunk) {
		return AuditArguments.parse("folder=" + images, "model=" + DATA.resolve("models/sound.onnx"), "truth=" + DATA.resolve(
			"truth"), "output=" + output, "mode=fast", "passes=20", "areas=0.1,0.3", "threshold=0.5", "chunk=" + chunk);
	}

	private void assertSameAudit(Path output) throws IOException {
		assertArrayEquals(Files.readAllBytes(alone.resolve("audit.csv")), Files.readAllBytes(output.resolve("audit.csv")));
		assertArrayEquals(Files.readAllBytes(alone.resolve("audit.settings.csv")), Files.readAllBytes(output.resolve(
			"audit.settings.csv")));
		for (Map<String, String> row : ResultTable.read(alone.resolve("audit.csv")))
			for (String file : row.get("error").isEmpty() ? FILES : List.<String>of())
				assertEquals(-1, Files.mismatch(alone.resolve(row.get("folder")).resolve(file), output.resolve(row.get("folder"))
					.resolve(file)));
	}

	private static long shardTables(Path output) throws IOException {
		try (Stream<Path> files = Files.list(output)) {
			return files.filter(file -> file.getFileName().toString().matches("audit-\\d+of\\d+\\.csv")).count();
		}
	}
}
