package io.github.fijiray.imagej.bridge;

import ij.gui.GenericDialog;

import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.TextField;
import java.io.File;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.scijava.module.ModuleItem;
import org.scijava.util.Types;

/**
 * One input of a command, as a dialog holds it. Numbers are text fields: ImageJ's own number fields take a word for the
 * number before it.
 *
 * @param component the source of the events when the user changes it
 * @param text reads what it shows, as {@link InputText} writes it
 * @param show makes it show a value
 */
record DialogField(ModuleItem<?> item, Object component, Supplier<String> text, Consumer<String> show) {

	/** Adds the field that suits the input's type: a choice, a checkbox, a file with a browse button, or a text. */
	static DialogField add(GenericDialog dialog, ModuleItem<?> item, String text) {
		if (item.getChoices() != null && !item.getChoices().isEmpty()) return choice(dialog, item, text);
		Class<?> type = Types.box(item.getType());
		if (type == Boolean.class) return checkbox(dialog, item, text);
		String style = item.getWidgetStyle() == null ? "" : item.getWidgetStyle();
		if (type == File.class && style.contains("directory")) dialog.addDirectoryField(label(item), text, 30);
		else if (type == File.class) dialog.addFileField(label(item), text, 30);
		else dialog.addStringField(label(item), text, Number.class.isAssignableFrom(type) ? 8 : 24);
		TextField box = (TextField) dialog.getStringFields().lastElement();
		return new DialogField(item, box, box::getText, value -> {
			if (!value.equals(box.getText())) box.setText(value);
		});
	}

	static String label(ModuleItem<?> item) {
		return item.getLabel() == null || item.getLabel().isEmpty() ? item.getName().replace('_', ' ') : item.getLabel();
	}

	private static DialogField checkbox(GenericDialog dialog, ModuleItem<?> item, String text) {
		dialog.addCheckbox(label(item), Boolean.parseBoolean(text));
		Checkbox box = (Checkbox) dialog.getCheckboxes().lastElement();
		return new DialogField(item, box, () -> String.valueOf(box.getState()), value -> box.setState(Boolean.parseBoolean(
			value)));
	}

	private static DialogField choice(GenericDialog dialog, ModuleItem<?> item, String text) {
		List<String> choices = item.getChoices().stream().map(InputText::format).toList();
		dialog.addChoice(label(item), choices.toArray(String[]::new), text);
		Choice box = (Choice) dialog.getChoices().lastElement();
		return new DialogField(item, box, box::getSelectedItem, value -> {
			box.removeAll();
			item.getChoices().forEach(choice -> box.add(InputText.format(choice)));
			box.select(value);
		});
	}
}
