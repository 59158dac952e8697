package dev.socketley.engine.cache.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The system's disk, until it is told to be full or to fail. */
public final class FailingDisk implements Disk {
    private volatile long room = Long.MAX_VALUE;
    private volatile boolean syncFails;

    /** Lets only so many more bytes through. */
    public void room(long bytes) {
        room = bytes;
    }

    /** Whether waiting for the device fails. */
    public void syncFails(boolean fails) {
        syncFails = fails;
    }

    private final class Guarded implements File {
        private final File file;

        Guarded(File file) {
            this.file = file;
        }

        @Override
        public void write(long position, byte[] bytes, int from, int length) throws IOException {
            int fits = (int) Math.min(length, room);
            file.write(position, bytes, from, fits);
            room -= fits;
            if (fits < length) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public int read(long position, byte[] into, int from, int length) throws IOException {
            return file.read(position, into, from, length);
        }

        @Override
        public void sync() throws IOException {
            if (syncFails) {
                throw new IOException("Input/output error");
            }
            file.sync();
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void truncate(long length) throws IOException {
            file.truncate(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public File create(Path path) throws IOException {
        return new Guarded(SYSTEM.create(path));
    }

    @Override
    public File open(Path path) throws IOException {
        return new Guarded(SYSTEM.open(path));
    }

    @Override
    public File openToRead(Path path) throws IOException {
        return SYSTEM.openToRead(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        SYSTEM.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        SYSTEM.delete(path);
    }

    @Override
    public boolean exists(Path path) {
        return SYSTEM.exists(path);
    }

    @Override
    public void createDirectory(Path path) throws IOException {
        SYSTEM.createDirectory(path);
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        SYSTEM.syncDirectory(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return SYSTEM.list(directory);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        return SYSTEM.lock(file);
    }
}
