package dev.socketley.engine.control;

import dev.socketley.engine.Engine;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.EventLoops;
import dev.socketley.engine.net.ListenSettings;
import dev.socketley.engine.net.Listener;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.net.StreamSettings;
import dev.socketley.engine.net.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The engine's ear for the command line. It has a loop of its own, so that a script that holds a
 * loop can still be interrupted.
 *
 * <p><b>Thread:</b> any. <b>Owns:</b> the socket, its lock and its loop; {@link #close} ends them,
 * the engine is left alone. <b>Bounds:</b> see {@code ControlSession}.
 */
public final class ControlServer implements AutoCloseable {
    private static final StreamSettings STREAM =
        new StreamSettings(64 << 10, 1 << 20, 16 << 20, 5000);
    private static final int BACKLOG = 128;

    private final Path path;
    private final SocketLock lock;
    private final LogRing log = new LogRing();
    private final EventLoops loops;
    private final Listener listener;

    /**
     * Begins to answer; returns when the socket is there, with mode 0600.
     *
     * @param path  of the socket; a dead engine's is replaced
     * @param added rows beside those of {@code ControlCommands}
     * @throws EngineException EADDRINUSE when an engine answers there already, EEXIST when the path
     *                         is something else than a socket
     */
    public ControlServer(Engine engine, Path path, List<ControlCommand> added) {
        this.path = path;
        Map<String, ControlCommand> commands = new LinkedHashMap<>();
        new ControlCommands(log).all().forEach(c -> commands.put(c.name(), c));
        added.forEach(c -> commands.put(c.name(), c));
        ControlAddress.makeDirectory(path);
        this.lock = SocketLock.take(path);
        this.loops = new EventLoops(transport(), 1);
        try {
            this.listener = bind(() -> new ControlSession(engine, commands));
        } catch (EngineException e) {
            close();
            throw e;
        }
        Log.debug("control_opened", "path", path);
    }

    /** Not the engine's: requests are rare, and epoll half-closes a Unix socket as it should. */
    private static Transport transport() {
        return Transport.EPOLL.unavailable() == null ? Transport.EPOLL : Transport.NIO;
    }

    /** Binds where nobody else can look, then moves the socket to its place. */
    private Listener bind(Supplier<ControlSession> sessions) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory(path.getParent(), ".s",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path made = directory.resolve("s");
            Listener bound = Network.unlimited(loops).listenUnix(loops.next(), made,
                ListenSettings.of(STREAM, BACKLOG, 0, () -> { }),
                sessions::get).toCompletableFuture().join();
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            bound.accept();
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            return bound;
        } catch (CompletionException e) {
            throw EngineException.of(e);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO,
                "control socket " + path + " cannot be made: " + e.getMessage(), e);
        } finally {
            remove(directory);
        }
    }

    private static void remove(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            Log.debug("control_leftover", "path", file, "cause", e.getMessage());
        }
    }

    public Path path() {
        return path;
    }

    /** Frees the socket and closes every client. */
    @Override
    public void close() {
        if (listener != null) {
            remove(path);
            listener.close().toCompletableFuture().join();
        }
        loops.close();
        log.close();
        lock.close();
    }
}
