package io.github.fijiray.imagej.bridge;

import ij.IJ;
import ij.gui.GenericDialog;

import java.awt.AWTEvent;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.TextField;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.scijava.module.MethodCallException;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;

/**
 * A dialog for a command's inputs. Inputs with the attribute {@code advanced} wait in a second dialog, which opens on
 * demand. Numbers are text fields: ImageJ's own number fields take a word for the number before it.
 */
final class InputDialog {

	private static final String MORE = "More settings";

	private final String label;
	private final Module module;
	private final List<ModuleItem<?>> basic = new ArrayList<>();
	private final List<ModuleItem<?>> advanced = new ArrayList<>();

	InputDialog(String label, Module module, List<ModuleItem<?>> items) {
		this.label = label;
		this.module = module;
		for (ModuleItem<?> item : items)
			(item.is("advanced") ? advanced : basic).add(item);
	}

	/**
	 * Shows the dialog until its values are legal, and sets the module's inputs.
	 *
	 * @return false if the user cancelled
	 */
	boolean show() {
		Page first = new Page(label.replace("...", ""), basic, !advanced.isEmpty());
		if (!first.show()) return false;
		return !first.wantsMore() || new Page(label.replace("...", "") + ": more settings", advanced, false).show();
	}

	/** One input, as the dialog holds it. */
	private record Field(ModuleItem<?> item, Object component, Supplier<String> text, Consumer<String> show) {}

	/** One dialog window. It is built again with what was entered when a value is not legal. */
	private final class Page {

		private final String title;
		private final List<ModuleItem<?>> items;
		private final boolean offersMore;
		private List<String> entered;
		private Checkbox more;

		Page(String title, List<ModuleItem<?>> items, boolean offersMore) {
			this.title = title;
			this.items = items;
			this.offersMore = offersMore;
			entered = items.stream().map(item -> InputText.format(item.getValue(module))).toList();
		}

		boolean wantsMore() {
			return more != null && more.getState();
		}

		boolean show() {
			while (true) {
				GenericDialog dialog = new GenericDialog(title);
				List<Field> fields = new ArrayList<>();
				for (int i = 0; i < items.size(); i++)
					fields.add(addField(dialog, items.get(i), entered.get(i)));
				if (offersMore) {
					dialog.addCheckbox(MORE, wantsMore());
					more = last(dialog.getCheckboxes(), Checkbox.class);
				}
				dialog.addDialogListener((source, event) -> callBack(fields, event));
				dialog.addHelp(help());
				dialog.showDialog();
				if (dialog.wasCanceled()) return false;
				entered = fields.stream().map(field -> field.text().get()).toList();
				try {
					for (Field field : fields)
						module.setInput(field.item().getName(), InputText.parse(field.item(), field.text().get()));
					return true;
				}
				catch (IllegalArgumentException e) {
					IJ.showMessage(title, e.getMessage());
				}
			}
		}

		/** Lets the command react to a value: it may change other inputs and their choices. */
		private boolean callBack(List<Field> fields, AWTEvent event) {
			for (Field field : fields) {
				boolean changed = event != null && event.getSource() == field.component();
				if (!changed || field.item().getCallback() == null || field.item().getCallback().isEmpty()) continue;
				try {
					module.setInput(field.item().getName(), InputText.parse(field.item(), field.text().get()));
					field.item().callback(module);
				}
				catch (IllegalArgumentException unfinished) {
					continue; // the user is still typing; what stays illegal is told after OK
				}
				catch (MethodCallException e) {
					throw new IllegalStateException(e);
				}
				fields.stream().filter(other -> other != field).forEach(other -> other.show().accept(InputText.format(other
					.item().getValue(module))));
			}
			return true;
		}

		private String help() {
			StringBuilder html = new StringBuilder("<html><h3>" + title + "</h3><table>");
			for (ModuleItem<?> item : items) {
				String description = item.getDescription() == null ? "" : item.getDescription();
				html.append("<tr><td valign=top><b>").append(label(item)).append("</b></td><td>").append(description).append(
					" <i>").append(InputText.legalValues(item)).append("</i> <code>").append(item.getName()).append(
						"</code></td></tr>");
			}
			return html.append("</table></html>").toString();
		}
	}

	private static Field addField(GenericDialog dialog, ModuleItem<?> item, String text) {
		if (item.getChoices() != null && !item.getChoices().isEmpty()) return addChoice(dialog, item, text);
		if (item.getType() == boolean.class || item.getType() == Boolean.class) {
			dialog.addCheckbox(label(item), Boolean.parseBoolean(text));
			Checkbox box = last(dialog.getCheckboxes(), Checkbox.class);
			return new Field(item, box, () -> String.valueOf(box.getState()), value -> box.setState(Boolean.parseBoolean(
				value)));
		}
		String style = item.getWidgetStyle() == null ? "" : item.getWidgetStyle();
		boolean file = item.getType() == java.io.File.class;
		if (file && style.contains("directory")) dialog.addDirectoryField(label(item), text, 30);
		else if (file) dialog.addFileField(label(item), text, 30);
		else dialog.addStringField(label(item), text, Number.class.isAssignableFrom(org.scijava.util.Types.box(item
			.getType())) ? 8 : 24);
		TextField box = last(dialog.getStringFields(), TextField.class);
		return new Field(item, box, box::getText, value -> {
			if (!value.equals(box.getText())) box.setText(value);
		});
	}

	private static Field addChoice(GenericDialog dialog, ModuleItem<?> item, String text) {
		String[] choices = item.getChoices().stream().map(InputText::format).toArray(String[]::new);
		dialog.addChoice(label(item), choices, text);
		Choice box = last(dialog.getChoices(), Choice.class);
		return new Field(item, box, box::getSelectedItem, value -> {
			box.removeAll();
			item.getChoices().forEach(choice -> box.add(InputText.format(choice)));
			box.select(value);
		});
	}

	private static String label(ModuleItem<?> item) {
		return item.getLabel() == null || item.getLabel().isEmpty() ? item.getName().replace('_', ' ') : item.getLabel();
	}

	private static <T> T last(Vector<?> components, Class<T> type) {
		return type.cast(components.lastElement());
	}
}
