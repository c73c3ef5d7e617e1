package io.github.fijiray.audit.spark;

import io.github.fijiray.audit.Audit;
import io.github.fijiray.audit.AuditTable;
import io.github.fijiray.audit.report.AuditReport;
import io.github.fijiray.study.Study;
import io.github.fijiray.study.StudyPart;
import io.github.fijiray.study.StudyProgress;
import io.github.fijiray.study.StudyRun;

import java.io.IOException;
import java.util.List;

import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.scijava.log.LogService;
import org.scijava.log.StderrLogService;

/**
 * An audit on a cluster that runs Apache Spark, the same as {@link Audit} makes on one machine. Each chunk of images is a
 * task. It writes its rows into a table of its own in the output folder, which all machines share: a task that dies goes on
 * where it stopped when Spark starts it again, be it elsewhere.
 *
 * <pre>
 * spark-submit fijiray-spark.jar folder=/data/study model=/data/cells.onnx output=/data/audit
 * </pre>
 */
public final class SparkAudit {

	private SparkAudit() {}

	/** @param arguments see {@link AuditArguments} */
	public static void main(String[] arguments) {
		AuditArguments parsed = AuditArguments.parse(arguments);
		// NB: two copies of one task would both want the same table.
		SparkConf configuration = new SparkConf().setIfMissing("spark.app.name", "FijiRay audit").set("spark.speculation",
			"false");
		try (JavaSparkContext spark = new JavaSparkContext(configuration)) {
			int rows = run(spark, parsed);
			new StderrLogService().info(rows + " rows are in " + parsed.output().resolve(Audit.TABLE + ".csv") + ".");
		}
		catch (IOException | RuntimeException | Error e) {
			new StderrLogService().error(e);
			System.exit(1);
		}
		// NB: threads that others started would keep the process, and with it the job, alive.
		System.exit(0);
	}

	/**
	 * Audits all chunks on the cluster, joins their tables here and writes the report.
	 *
	 * @return number of rows
	 * @throws IOException if the images or the output folder cannot be used
	 * @throws IllegalArgumentException if an argument is not legal
	 */
	static int run(JavaSparkContext spark, AuditArguments arguments) throws IOException {
		Study study = arguments.study();
		Audit audit = arguments.audit(1, new StderrLogService()::info);
		int cores = spark.getConf().getInt("spark.task.cpus", 1);
		List<ImageChunk> chunks = ImageChunk.of(study, arguments.chunkSize());
		spark.parallelize(chunks, chunks.size()).foreach(chunk -> audit(arguments, chunk, cores));
		// NB: a single chunk is the whole audit, and has written audit.csv itself.
		if (chunks.size() > 1) audit.merge(study);
		AuditTable table = AuditTable.read(arguments.output());
		AuditReport.write(table, arguments.output().resolve(AuditReport.FILE));
		return table.rows().size();
	}

	/** What a task does. */
	private static void audit(AuditArguments arguments, ImageChunk chunk, int cores) throws IOException {
		// ImageJ must not look for a display where there is none.
		System.setProperty("java.awt.headless", "true");
		TaskContext task = TaskContext.get();
		LogService log = new StderrLogService();
		StudyPart part = chunk.part();
		log.info("Chunk " + part.shard() + ", attempt " + (task.attemptNumber() + 1));
		arguments.audit(cores, log::info).run(part, new StudyRun(StudyProgress.unattended("Auditing", task::isInterrupted),
			log));
	}
}
