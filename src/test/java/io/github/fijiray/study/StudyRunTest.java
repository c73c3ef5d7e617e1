package io.github.fijiray.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.log.LogService;

class StudyRunTest {

	private static final Fingerprint SETTINGS = Fingerprint.empty().with("mode", "fast");

	@TempDir
	private Path folder;

	private final AtomicBoolean cancelled = new AtomicBoolean();
	private final List<String> log = new ArrayList<>();
	private final List<String> seen = new ArrayList<>();
	private Context context;
	private StudyRun run;

	@BeforeEach
	void start() {
		context = new Context(StatusService.class, LogService.class);
		LogService service = context.service(LogService.class);
		service.addLogListener(message -> log.add(message.text()));
		run = new StudyRun(new StudyProgress(context.service(StatusService.class), "Testing", cancelled::get), service);
	}

	@AfterEach
	void end() {
		context.close();
	}

	@Test
	void brokenItemsAreRowsWithTheirReasons() throws IOException {
		StudyRun.Outcome outcome = over(4, (item, monitor) -> switch (item.id()) {
			case "0.tif" -> throw new IOException("cannot be read");
			case "1.tif" -> throw new IllegalArgumentException("wrong channels");
			case "2.tif" -> throw new OutOfMemoryError("Java heap space");
			default -> Map.of("score", 7);
		});
		assertEquals(new StudyRun.Outcome(4, 3, 0), outcome);
		assertEquals(List.of("cannot be read", "wrong channels"), column(ResultTable.ERROR).subList(0, 2));
		assertTrue(column(ResultTable.ERROR).get(2).startsWith("not enough memory (Java heap space); give ImageJ more"));
		assertEquals("", column(ResultTable.ERROR).get(3));
		assertEquals(List.of("", "", "", "7"), column("score"));
		assertEquals(4, log.stream().filter(line -> line.contains(" of 4 ")).count());
	}

	@Test
	void cancelledWithinAnItemItGoesOnThere() throws IOException {
		assertThrows(CancellationException.class, () -> over(3, (item, monitor) -> {
			monitor.passed(1, 2, null);
			if (item.id().equals("1.tif")) cancelled.set(true);
			monitor.passed(2, 2, null);
			return Map.of("score", 1);
		}));
		assertEquals(List.of("0.tif"), column(ResultTable.ITEM));
		cancelled.set(false);
		assertEquals(new StudyRun.Outcome(2, 0, 1), over(3, (item, monitor) -> seen(item)));
		assertEquals(List.of("1.tif", "2.tif"), seen);
	}

	@Test
	void cancelledBetweenItemsNoOtherStarts() {
		assertThrows(CancellationException.class, () -> over(3, (item, monitor) -> {
			cancelled.set(true);
			return seen(item);
		}));
		assertEquals(List.of("0.tif"), seen);
	}

	@Test
	void lostOutputEndsTheRun() throws IOException {
		assertThrows(OutputException.class, () -> over(3, (item, monitor) -> {
			throw new OutputException("disk full", null);
		}));
		assertEquals(List.of(), column(ResultTable.ITEM));
	}

	@Test
	void lostFolderOfImagesEndsTheRun() throws IOException {
		Path images = Files.createDirectory(folder.resolve("images"));
		String message = assertThrows(IOException.class, () -> over(images, 3, (item, monitor) -> {
			Files.delete(images);
			throw new IOException("Stale file handle");
		})).getMessage();
		assertTrue(message.contains(images + " is gone"), message);
		assertEquals(List.of(), column(ResultTable.ITEM));
	}

	private Map<String, ?> seen(StudyItem item) {
		seen.add(item.id());
		return Map.of("score", 1);
	}

	private StudyRun.Outcome over(int items, StudyRun.Work<StudyImage> work) throws IOException {
		return over(folder, items, work);
	}

	private StudyRun.Outcome over(Path images, int items, StudyRun.Work<StudyImage> work) throws IOException {
		List<StudyImage> study = IntStream.range(0, items).mapToObj(i -> new StudyImage(i + ".tif", Path.of(i + ".tif"),
			Optional.empty())).toList();
		try (ResultTable table = ResultTable.open(folder, "t", List.of("score"), SETTINGS)) {
			return run.over(images, study, table, work);
		}
	}

	private List<String> column(String name) throws IOException {
		return ResultTable.read(folder.resolve("t.csv")).stream().map(row -> row.get(name)).toList();
	}
}
