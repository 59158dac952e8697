package dev.socketley.engine.cache.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that durability needs, so that a test can make them fail.
 *
 * <p>Thread: any; a {@link File} has one user at a time.
 */
public interface Disk {
    /** The system's files. */
    Disk SYSTEM = new SystemDisk();

    /** An open file. */
    interface File extends Closeable {
        /** Writes all bytes at a position; what a failure leaves behind is unknown. */
        void write(long position, byte[] bytes, int from, int length) throws IOException;

        /** Reads up to {@code length} bytes; answers how many, -1 at the end. */
        int read(long position, byte[] into, int from, int length) throws IOException;

        /** Waits until everything written is on the device. */
        void sync() throws IOException;

        long length() throws IOException;

        void truncate(long length) throws IOException;
    }

    /** Creates a file, empty. */
    File create(Path path) throws IOException;

    /** Opens a file that exists, for reading and writing. */
    File open(Path path) throws IOException;

    /** Opens a file that exists, for reading. */
    File openToRead(Path path) throws IOException;

    /** Puts a file in another's place at once, and makes the directory remember it. */
    void rename(Path from, Path to) throws IOException;

    void delete(Path path) throws IOException;

    boolean exists(Path path);

    void createDirectory(Path path) throws IOException;

    /** Makes a directory remember its entries. */
    void syncDirectory(Path path) throws IOException;

    /** Names of the files in a directory. */
    List<String> list(Path directory) throws IOException;

    /** Keeps others from using a directory until closed. */
    Closeable lock(Path file) throws IOException;
}
