package io.github.fijiray.imagej.bridge;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
		Path output = folder.resolve("output.txt");
		String classPath = Stream.of(HeadlessImageJ.class, LegacyEnvironment.class, ClassPool.class, IJ.class).map(
			type -> placeOf(type).toString()).collect(Collectors.joining(File.pathSeparator));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
			"-Djava.awt.headless=true", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Duser.home=" + folder, "-cp",
			classPath, HeadlessImageJ.class.getName(), "-ijpath", folder.toString(), "-batch", file.toString())
				.redirectErrorStream(true).redirectOutput(output.toFile()).start();
		if (!process.waitFor(5, TimeUnit.MINUTES)) {
			process.destroyForcibly();
			throw new IOException("ImageJ did not end; it printed:\n" + Files.readString(output));
		}
		return Files.readString(output);
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
