package dev.socketley.engine.cache.durable;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The system's files. */
final class SystemDisk implements Disk {
    private record Open(RandomAccessFile file) implements File {
        @Override
        public void write(long position, byte[] bytes, int from, int length) throws IOException {
            file.seek(position);
            file.write(bytes, from, length);
        }

        @Override
        public int read(long position, byte[] into, int from, int length) throws IOException {
            file.seek(position);
            return file.read(into, from, length);
        }

        @Override
        public void sync() throws IOException {
            file.getChannel().force(false);
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void truncate(long length) throws IOException {
            file.setLength(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public File create(Path path) throws IOException {
        File file = open(path);
        file.truncate(0);
        return file;
    }

    @Override
    public File open(Path path) throws IOException {
        return new Open(new RandomAccessFile(path.toFile(), "rw"));
    }

    @Override
    public File openToRead(Path path) throws IOException {
        return new Open(new RandomAccessFile(path.toFile(), "r"));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(to.toAbsolutePath().getParent());
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public void createDirectory(Path path) throws IOException {
        Files.createDirectories(path);
        syncDirectory(path.toAbsolutePath().getParent());
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public Closeable lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("in use by another cache: " + path);
        }
        channel.close();
        throw new IOException("in use by another process: " + path);
    }
}
