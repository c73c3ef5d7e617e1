package io.github.fijiray.imagej.bridge;

import ij.IJ;
import ij.gui.GenericDialog;

import java.awt.AWTEvent;
import java.awt.Checkbox;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import org.scijava.ItemVisibility;
import org.scijava.module.MethodCallException;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;

/**
 * A dialog for a command's inputs. Inputs with the attribute {@code advanced} wait in a second dialog, which opens on
 * demand.
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
				List<DialogField> fields = new ArrayList<>();
				for (int i = 0; i < items.size(); i++)
					fields.add(DialogField.add(dialog, items.get(i), entered.get(i)));
				if (items == basic) messages().forEach(dialog::addMessage);
				if (offersMore) {
					dialog.addCheckbox(MORE, wantsMore());
					more = (Checkbox) dialog.getCheckboxes().lastElement();
				}
				dialog.addDialogListener((source, event) -> callBack(fields, event));
				dialog.addHelp(help());
				dialog.showDialog();
				if (dialog.wasCanceled()) return false;
				entered = fields.stream().map(field -> field.text().get()).toList();
				try {
					for (DialogField field : fields)
						module.setInput(field.item().getName(), InputText.parse(field.item(), field.text().get()));
					return true;
				}
				catch (IllegalArgumentException e) {
					IJ.showMessage(title, e.getMessage());
				}
			}
		}

		/** What the command has to say, in lines of plain text. */
		private List<String> messages() {
			return StreamSupport.stream(module.getInfo().inputs().spliterator(), false).filter(item -> item
				.getVisibility() == ItemVisibility.MESSAGE).map(item -> DialogField.label(item) + ": " + InputText.format(item
					.getValue(module)).replace("<br>", "\n").replaceAll("<[^>]*>", "")).toList();
		}

		/** Lets the command react to a value: it may change other inputs and their choices. */
		private boolean callBack(List<DialogField> fields, AWTEvent event) {
			for (DialogField field : fields) {
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
				html.append("<tr><td valign=top><b>").append(DialogField.label(item)).append("</b></td><td>").append(description).append(
					" <i>").append(InputText.legalValues(item)).append("</i> <code>").append(item.getName()).append(
						"</code></td></tr>");
			}
			return html.append("</table></html>").toString();
		}
	}
}
