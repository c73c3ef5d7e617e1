package io.github.fijiray.study;

/** Is told of the steps of work before and after the items of a study, and may end it. */
public interface Steps {

	Steps SILENT = (number, all) -> {};

	/**
	 * @param number of the step that begins, from 1
	 * @param all number of steps
	 * @throws java.util.concurrent.CancellationException if the user cancels
	 */
	void next(int number, int all);
}
