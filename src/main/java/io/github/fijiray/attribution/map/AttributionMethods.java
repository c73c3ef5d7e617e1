package io.github.fijiray.attribution.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.scijava.Context;
import org.scijava.InstantiableException;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;

/** The installed methods. */
public final class AttributionMethods {

	private final List<PluginInfo<AttributionMethod>> installed;

	private AttributionMethods(List<PluginInfo<AttributionMethod>> installed) {
		this.installed = installed;
	}

	/** @param context a SciJava context with the plugin service */
	public static AttributionMethods of(Context context) {
		return new AttributionMethods(context.service(PluginService.class).getPluginsOfType(AttributionMethod.class));
	}

	/** Their names, as in {@code grad-cam}, those of the highest priority first. */
	public List<String> names() {
		return installed.stream().map(PluginInfo::getName).toList();
	}

	/**
	 * @param name in any case
	 * @throws IllegalArgumentException if there is no such method; lists those that there are
	 */
	public Installed find(String name) {
		return installed.stream().filter(info -> info.getName().equalsIgnoreCase(name.strip())).findFirst().map(
			Installed::new).orElseThrow(() -> new IllegalArgumentException("The value '" + name.strip() +
				"' of 'method' is not legal; expected one or several, with commas between them, of " + String.join(", ",
					names()) + "."));
	}

	/**
	 * @param text names with commas or blanks between them; {@code all} for all
	 * @throws IllegalArgumentException if one is not installed, or given twice
	 */
	public List<Installed> findAll(String text) {
		List<Installed> found = new ArrayList<>();
		List<String> wanted = text.strip().equalsIgnoreCase("all") ? names() : List.of(text.strip().split("[,;\\s]+"));
		for (String name : wanted) {
			Installed method = find(name);
			if (found.stream().anyMatch(other -> other.name().equals(method.name()))) throw new IllegalArgumentException(
				"The parameter 'method' names " + method.name() + " twice.");
			found.add(method);
		}
		return found;
	}

	/** A list for people: a line for each method. */
	@Override
	public String toString() {
		return installed.stream().map(Installed::new).map(method -> method.name() + ": " + method.description() + " " +
			method.reference()).collect(Collectors.joining("\n", "", "\n"));
	}

	/** A method that is installed. */
	public static final class Installed {

		private final PluginInfo<AttributionMethod> info;

		private Installed(PluginInfo<AttributionMethod> info) {
			this.info = info;
		}

		/** As in {@code grad-cam}: the name in macros, tables and files. */
		public String name() {
			return info.getName();
		}

		/** As in {@code Grad-CAM}. */
		public String label() {
			return info.getLabel();
		}

		/** What the method does, in one line. */
		public String description() {
			return info.getDescription();
		}

		/** Where it was published. */
		public String reference() {
			return info.is("reference") ? info.get("reference") : "";
		}

		/** A method with the default of every parameter. */
		public AttributionMethod create() {
			try {
				return info.createInstance();
			}
			catch (InstantiableException e) {
				throw new IllegalStateException("The method " + name() + " cannot be made: " + e.getMessage(), e);
			}
		}

		/**
		 * A method with some of its own parameters.
		 *
		 * @param values by the name of the parameter
		 * @throws IllegalArgumentException if it has no such parameter, or a value is not of its type
		 */
		public AttributionMethod create(Map<String, String> values) {
			AttributionMethod method = create();
			values.forEach((parameter, value) -> MethodParameters.set(method, name(), parameter, value));
			return method;
		}
	}
}
