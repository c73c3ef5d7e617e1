package io.github.fijiray.audit.report;

import io.github.fijiray.imagej.WholeFile;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes a page from a template beside this class. All that is filled in is escaped but what the templates take from here
 * with three braces: style, script and pictures. The page forbids its reader's browser every other script, and the net.
 */
final class Page {

	private Page() {}

	/** @throws IOException if the file cannot be written */
	static void write(Path file, String template, Map<String, Object> values) throws IOException {
		Map<String, Object> all = new HashMap<>(values);
		String script = resource("report.js");
		all.put("style", resource("report.css"));
		all.put("script", script);
		all.put("scriptHash", hash(script));
		var page = Mustache.compiler().emptyStringIsFalse(true).zeroIsFalse(true).withLoader(name -> reader(name +
			".mustache")).compile(resource(template + ".mustache"));
		try {
			WholeFile.replace(file, unfinished -> {
				try (Writer writer = Files.newBufferedWriter(unfinished)) {
					page.execute(all, writer);
				}
			});
		}
		catch (IOException | MustacheException e) {
			throw new IOException("The page " + file + " cannot be written (" + e.getMessage() +
				"). The audit itself is safe; make room, or write it elsewhere with Audit Report...", e);
		}
	}

	private static String hash(String script) {
		try {
			return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(script.getBytes(
				StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}

	private static String resource(String name) {
		try (Reader reader = reader(name)) {
			StringBuilder text = new StringBuilder();
			for (int c = reader.read(); c >= 0; c = reader.read())
				text.append((char) c);
			return text.toString();
		}
		catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private static Reader reader(String name) {
		InputStream stream = Page.class.getResourceAsStream(name);
		if (stream == null) throw new IllegalStateException("The resource " + name + " is missing in FijiRay's jar.");
		return new InputStreamReader(stream, StandardCharsets.UTF_8);
	}
}
