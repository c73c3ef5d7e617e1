package io.github.fijiray.imagej;

import java.nio.file.Path;

/**
 * Where a result comes from, besides its image and settings.
 *
 * @param model the model's file
 * @param modelSha256 the file's SHA-256 in hexadecimal digits
 * @param label name of the explained class
 * @param preprocessing what the model was given, in words
 * @param provider the execution provider and device that were really used
 * @param version the version of FijiRay
 */
public record Provenance(Path model, String modelSha256, String label, String preprocessing, String provider,
	String version)
{}
