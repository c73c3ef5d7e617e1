package io.github.fijiray.imagej.bridge;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;

import java.awt.GraphicsEnvironment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.scijava.Context;
import org.scijava.ItemVisibility;
import org.scijava.module.MethodCallException;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.LoggerPreprocessor;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.module.process.ServicePreprocessor;

/** The inputs of one run of a command: filled from a macro's options or a dialog, checked, recorded. */
final class CommandInputs {

	private final String label;
	private final Module module;
	private final List<ModuleItem<?>> items;
	private final Map<String, String> defaults = new HashMap<>();

	/** @param label the command's label in the menu */
	CommandInputs(String label, Module module, Context context) {
		this.label = label;
		this.module = module;
		for (PreprocessorPlugin filler : List.of(new ServicePreprocessor(), new LoggerPreprocessor())) {
			context.inject(filler);
			filler.process(module);
		}
		items = StreamSupport.stream(module.getInfo().inputs().spliterator(), false).filter(item -> !module.isInputResolved(
			item.getName()) && item.getVisibility() != ItemVisibility.INVISIBLE).collect(Collectors.toList());
		for (ModuleItem<?> item : values())
			defaults.put(item.getName(), text(item));
	}

	/**
	 * @param macroOptions null if no macro gives options
	 * @return false if the user cancelled the dialog
	 * @throws IllegalArgumentException naming the input that is wrong
	 */
	boolean fill(String macroOptions) throws MethodCallException {
		Map<String, String> options = macroOptions == null ? Map.of() : MacroOptions.parse(macroOptions);
		rejectUnknown(options);
		fillImages(options);
		module.initialize();
		for (ModuleItem<?> item : values())
			if (options.containsKey(item.getName())) set(item, options.get(item.getName()));
		if (macroOptions != null || GraphicsEnvironment.isHeadless()) return true;

		if (!new InputDialog(label, module, values()).show()) return false;
		record();
		return true;
	}

	private void rejectUnknown(Map<String, String> options) {
		List<String> known = items.stream().filter(item -> item.getVisibility() != ItemVisibility.MESSAGE).map(
			ModuleItem::getName).toList();
		for (String key : options.keySet())
			if (!known.contains(key)) throw new IllegalArgumentException("The macro options have an unknown key '" + key +
				"'; the keys of \"" + label + "\" are " + String.join(", ", known) + ".");
	}

	/** An image is the one that a macro names by its title, or else the current one. */
	private void fillImages(Map<String, String> options) {
		for (ModuleItem<?> item : items) {
			if (item.getType() != ImagePlus.class) continue;
			String title = options.get(item.getName());
			Object image = title == null ? WindowManager.getCurrentImage() : InputText.parse(item, title);
			if (image == null && item.isRequired()) throw new IllegalArgumentException(
				"There is no image open; open the image first.");
			module.setInput(item.getName(), image);
		}
	}

	/** The inputs that are text, numbers, choices and files: all but images and messages. */
	private List<ModuleItem<?>> values() {
		return items.stream().filter(item -> item.getType() != ImagePlus.class && item.getVisibility() !=
			ItemVisibility.MESSAGE).collect(Collectors.toList());
	}

	private void set(ModuleItem<?> item, String text) {
		module.setInput(item.getName(), InputText.parse(item, text));
	}

	/** Records every value but those that are empty by default: an empty file name in a macro is no file name in Fiji. */
	private void record() {
		if (!IJ.recording()) return;
		for (ModuleItem<?> item : values())
			if (!(text(item).isEmpty() && defaults.get(item.getName()).isEmpty())) Recorder.recordOption(item.getName(), text(
				item));
	}

	private String text(ModuleItem<?> item) {
		return InputText.format(item.getValue(module));
	}
}
