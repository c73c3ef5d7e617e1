package io.github.fijiray.imagej.bridge;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import ij.IJ;
import javassist.ClassPool;
import net.imagej.patcher.LegacyEnvironment;

/** ImageJ 1.x in a process and a folder of its own, as the zip for plain ImageJ makes it. */
final class PlainImageJ {

	private final Path folder;

	/** Unpacks {@code zip} over an empty ImageJ folder. */
	PlainImageJ(Path folder, Path zip) throws IOException {
		this.folder = folder;
		try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
			for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
				Path target = folder.resolve(entry.getName());
				Files.createDirectories(entry.isDirectory() ? target : target.getParent());
				if (!entry.isDirectory()) Files.copy(entries, target);
			}
		}
	}

	/** Adds a command to the menus, as a plugin jar would. */
	void addMenu(String jar, String pluginsConfig) throws IOException {
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(folder.resolve("plugins").resolve(jar)))) {
			out.putNextEntry(new ZipEntry("plugins.config"));
			out.write(pluginsConfig.getBytes(StandardCharsets.UTF_8));
			out.closeEntry();
		}
	}

	void addJar(Path jar) throws IOException {
		Files.copy(jar, folder.resolve("jars").resolve(jar.getFileName()));
	}

	/** Runs a macro headless and returns what ImageJ printed. */
	String runMacro(String macro) throws IOException, InterruptedException {
		Path file = Files.writeString(folder.resolve("test.ijm"), macro);
		return runJava(Map.of(), "-Djava.awt.headless=true", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp",
			classPath(HeadlessImageJ.class, LegacyEnvironment.class, ClassPool.class, IJ.class), HeadlessImageJ.class
				.getName(), "-ijpath", folder.toString(), "-batch", file.toString());
	}

	/**
	 * Fills the dialog of a menu item with {@code texts} and replays what was recorded, on a virtual display.
	 *
	 * @return the recorded line and ImageJ's log
	 */
	String runDialog(String menuItem, String... texts) throws IOException, InterruptedException {
		Process display = new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24").redirectError(
			ProcessBuilder.Redirect.DISCARD).start();
		try (BufferedReader number = display.inputReader()) {
			List<String> command = new ArrayList<>(List.of("-cp", copyAlone(DialogDriver.class) + File.pathSeparator +
				classPath(IJ.class), DialogDriver.class.getName(), folder.toString(), menuItem));
			command.addAll(List.of(texts));
			return runJava(Map.of("DISPLAY", ":" + number.readLine().strip()), command.toArray(String[]::new));
		}
		finally {
			display.destroy();
			display.waitFor();
		}
	}

	private String runJava(Map<String, String> environment, String... arguments) throws IOException,
		InterruptedException
	{
		Path output = folder.resolve("output.txt");
		ProcessBuilder java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
			"-Duser.home=" + folder);
		java.command().addAll(List.of(arguments));
		java.environment().putAll(environment);
		Process process = java.redirectErrorStream(true).redirectOutput(output.toFile()).start();
		if (!process.waitFor(5, TimeUnit.MINUTES)) {
			process.destroyForcibly();
			throw new IOException("ImageJ did not end; it printed:\n" + Files.readString(output));
		}
		return Files.readString(output);
	}

	/** Makes a class path of one class: with all test classes on it, ImageJ would not load the commands as plugins. */
	private Path copyAlone(Class<?> type) throws IOException {
		Path place = folder.resolve("driver");
		Path file = place.resolve(type.getName().replace('.', '/') + ".class");
		Files.createDirectories(file.getParent());
		try (InputStream code = type.getResourceAsStream(type.getSimpleName() + ".class")) {
			Files.copy(code, file);
		}
		return place;
	}

	private static String classPath(Class<?>... types) {
		return Stream.of(types).map(type -> placeOf(type).toString()).collect(Collectors.joining(File.pathSeparator));
	}

	private static Path placeOf(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException e) {
			throw new IllegalStateException(e);
		}
	}
}
