package io.github.fijiray.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;

import java.awt.event.KeyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scijava.app.DefaultStatusService;
import org.scijava.app.StatusService;

class ProgressMonitorTest {

	private final List<String> shown = new ArrayList<>();

	private final StatusService status = new DefaultStatusService() {

		@Override
		public void showStatus(int progress, int maximum, String message) {
			shown.add(progress + "/" + maximum + " " + message);
		}
	};

	@AfterEach
	void releaseEscape() {
		IJ.resetEscape();
	}

	@Test
	void theLastPassIsAlwaysShown() {
		ProgressMonitor monitor = new ProgressMonitor(status, "Explaining", () -> false, masks -> {});
		for (int pass = 1; pass <= 1000; pass++)
			monitor.passed(pass, 1000, new float[0][]);
		assertEquals("1000/1000 Explaining: pass 1000 of 1000", shown.get(shown.size() - 1));
		assertTrue(shown.size() < 1000);
	}

	@Test
	void escapeStopsTheWorkWithinOnePass() {
		IJ.setKeyDown(KeyEvent.VK_ESCAPE);
		ProgressMonitor monitor = new ProgressMonitor(status, "Explaining", () -> false, masks -> {});
		monitor.passed(1, 10, new float[0][]);
		IJ.setKeyDown(KeyEvent.VK_ESCAPE);
		assertThrows(CancellationException.class, () -> monitor.passed(2, 10, new float[0][]));
	}

	@Test
	void cancellingTheCommandStopsTheWork() {
		AtomicBoolean cancelled = new AtomicBoolean();
		ProgressMonitor monitor = new ProgressMonitor(status, "Explaining", cancelled::get, masks -> {});
		monitor.passed(1, 10, new float[0][]);
		cancelled.set(true);
		assertThrows(CancellationException.class, () -> monitor.passed(2, 10, new float[0][]));
	}

	@Test
	void masksAreShownAtAModestRate() {
		List<float[][]> previews = new ArrayList<>();
		ProgressMonitor monitor = new ProgressMonitor(status, "Explaining", () -> false, previews::add);
		for (int pass = 1; pass <= 100; pass++)
			monitor.passed(pass, 1000, new float[][] { { pass } });
		assertEquals(1, previews.get(0)[0][0]);
		assertTrue(previews.size() < 100);
	}
}
