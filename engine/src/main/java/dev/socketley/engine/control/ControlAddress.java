package dev.socketley.engine.control;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Where the control socket is. Uses nothing but the JDK, so that a client starts quickly.
 * <b>Thread:</b> any.
 */
public final class ControlAddress {
    /** {@code sun_path} of the system, without its NUL. */
    private static final int PATH_BYTES_MAX = 107;
    private static final String NAME = "socketley.sock";

    private ControlAddress() {}

    /**
     * {@code $SOCKETLEY_SOCKET}, else {@code $XDG_RUNTIME_DIR/socketley.sock}, else one in a
     * directory of the user's own under {@code /tmp}.
     *
     * @param environment usually {@link System#getenv()}
     * @throws EngineException EINVAL for a path that is too long for a socket
     */
    public static Path of(Map<String, String> environment) {
        String given = environment.getOrDefault("SOCKETLEY_SOCKET", "");
        String runtimeDir = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        Path path;
        if (!given.isEmpty()) {
            path = Path.of(given).toAbsolutePath();
        } else if (!runtimeDir.isEmpty() && Files.isDirectory(Path.of(runtimeDir))) {
            path = Path.of(runtimeDir, NAME).toAbsolutePath();
        } else {
            path = Path.of("/tmp/socketley-" + userId(Path.of("/proc/self")), NAME);
        }
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
            throw new EngineException(ErrorCode.EINVAL, "control socket path is longer than "
                + PATH_BYTES_MAX + " bytes: " + path + " (set SOCKETLEY_SOCKET)");
        }
        return path;
    }

    /**
     * Refuses a path under {@code /tmp} whose directory somebody else made: what is behind it could
     * be anybody's program.
     *
     * @throws EngineException EACCES when the directory is not the user's own
     */
    public static void checkDirectory(Path socket) {
        Path directory = socket.getParent();
        if (!directory.toString().startsWith("/tmp/socketley-") || !Files.exists(directory)) {
            return;
        }
        boolean link = Files.isSymbolicLink(directory);
        if (link || userId(directory) != userId(Path.of("/proc/self"))) {
            throw new EngineException(ErrorCode.EACCES,
                "control socket directory " + directory + " belongs to somebody else");
        }
    }

    /** Makes the socket's directory, for the user alone, unless it is there. */
    static void makeDirectory(Path socket) {
        Path directory = socket.getParent();
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory.getParent());
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
            }
        } catch (FileAlreadyExistsException e) {
            checkDirectory(socket);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO,
                "control socket directory " + directory + " cannot be made: " + e.getMessage(), e);
        }
        checkDirectory(socket);
    }

    private static int userId(Path file) {
        try {
            return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO, file + ": owner is not known", e);
        }
    }
}
