package dev.socketley.engine.control;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Says which of two engines that start at once may have a socket path: who holds the lock on the
 * file beside it. The system frees it when the process dies. <b>Thread:</b> any.
 */
final class SocketLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private SocketLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws EngineException EADDRINUSE when another engine has it, EEXIST for no socket */
    static SocketLock take(Path socket) {
        Path file = socket.resolveSibling(socket.getFileName() + ".lock");
        try {
            SocketLock lock = lock(file, socket);
            try {
                checkSocket(socket);
            } catch (EngineException | IOException e) {
                lock.close();
                throw e;
            }
            return lock;
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO,
                "control socket " + socket + " cannot be made: " + e, e);
        }
    }

    private static SocketLock lock(Path file, Path socket) throws IOException {
        for (;;) {
            FileChannel channel = FileChannel.open(file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            SocketLock lock = new SocketLock(file, channel);
            FileLock held = tryLock(channel);
            if (held == null) {
                channel.close();
                throw inUse(socket);
            }
            // Its last holder may have deleted the file between our open and our lock.
            if (Files.exists(file)) {
                return lock;
            }
            channel.close();
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** What is at the path must be nothing or a socket that nobody answers. */
    private static void checkSocket(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        BasicFileAttributes is = Files.readAttributes(socket, BasicFileAttributes.class,
            LinkOption.NOFOLLOW_LINKS);
        if (!is.isOther()) {
            throw new EngineException(ErrorCode.EEXIST,
                "control socket " + socket + " is a file of another kind");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException nobodyAnswers) {
            return;
        }
        throw inUse(socket);
    }

    private static EngineException inUse(Path socket) {
        return new EngineException(ErrorCode.EADDRINUSE,
            "an engine is already running on " + socket);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            channel.close();
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO, file + ": " + e.getMessage(), e);
        }
    }
}
