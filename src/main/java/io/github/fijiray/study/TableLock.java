package io.github.fijiray.study;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Keeps a second run away from a file, be it of this process or another one. The operating system lifts the lock when
 * its process ends, in whatever way; the small file that carries it stays.
 */
final class TableLock implements AutoCloseable {

	/** Behind the text, so that Windows too lets others read who holds the lock. */
	private static final long POSITION = Long.MAX_VALUE - 1;

	private final FileChannel channel;

	private TableLock(FileChannel channel) {
		this.channel = channel;
	}

	/** @throws IOException if another run holds the lock, saying which; or if the folder cannot be written to */
	static TableLock take(Path file, Path guarded) throws IOException {
		FileChannel channel = open(file);
		try {
			FileLock lock = channel.tryLock(POSITION, 1, false);
			if (lock == null) throw new OverlappingFileLockException();
			channel.truncate(0);
			channel.write(ByteBuffer.wrap(holder().getBytes(StandardCharsets.UTF_8)));
			return new TableLock(channel);
		}
		catch (OverlappingFileLockException e) {
			channel.close();
			throw new IOException("Another run is writing " + guarded + " (" + Files.readString(file) +
				"). Wait for it, end it, or choose another output folder.", e);
		}
		catch (IOException e) {
			channel.close();
			throw new IOException("The file " + file + " cannot be locked (" + e.getMessage() +
				"); choose an output folder on a file system that has locks.", e);
		}
	}

	private static FileChannel open(Path file) throws IOException {
		try {
			return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		}
		catch (IOException e) {
			throw new IOException("The output folder " + file.getParent() + " cannot be written to (" + e +
				"); choose another one.", e);
		}
	}

	private static String holder() {
		return "process " + ManagementFactory.getRuntimeMXBean().getName() + " since " + LocalDateTime.now().truncatedTo(
			ChronoUnit.SECONDS);
	}

	@Override
	public void close() throws IOException {
		channel.close();
	}
}
