package dev.socketley.engine.net;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.Places;
import dev.socketley.engine.log.Log;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/**
 * The file of a Unix socket that a runtime listens on. It is bound under another name, given its
 * mode and owner, and only then moved to its place, so that nobody meets it with others.
 *
 * <p><b>Thread:</b> any; it blocks for moments. <b>Owns:</b> the file.
 */
public final class UnixSocket {
    /** {@code sun_path} of the system, without its NUL. */
    private static final int PATH_BYTES_MAX = 107;

    private final Path path;
    private final Path bound;
    private final String mode;
    private final String owner;
    private Object fileKey;

    /**
     * @param mode  octal, such as {@code 0660}
     * @param owner {@code user}, {@code user:group} or {@code :group}; empty leaves both
     * @throws EngineException EINVAL for a path that is too long, EADDRINUSE when somebody answers
     *                         there, EEXIST when it is a file of another kind
     */
    public UnixSocket(Path path, String mode, String owner) {
        this.path = path;
        this.bound = path.resolveSibling("." + path.getFileName() + "."
            + ProcessHandle.current().pid());
        this.mode = mode;
        this.owner = owner;
        int bytes = bound.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > PATH_BYTES_MAX) {
            throw new EngineException(ErrorCode.EINVAL, "unix: " + path + ": the path is "
                + (bytes - PATH_BYTES_MAX) + " bytes too long for a socket");
        }
        Places.check("unix", path);
        try {
            checkPlace();
            Files.deleteIfExists(bound);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** What a process that died has left is nobody's. */
    private void checkPlace() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket()) {
            throw new EngineException(ErrorCode.EEXIST,
                "unix: " + path + " is a file of another kind");
        }
        if (isServed()) {
            throw new EngineException(ErrorCode.EADDRINUSE, "unix: " + path + " is in use");
        }
    }

    /** Only a refusal says that nobody is there: a full backlog is a reason to fail too. */
    private boolean isServed() throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (SocketException e) {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private boolean isSocket() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class,
            LinkOption.NOFOLLOW_LINKS).isOther();
    }

    private EngineException failed(IOException e) {
        String why = e instanceof AccessDeniedException ? "permission denied"
            : e.getMessage();
        return new EngineException(ErrorCode.EIO, "unix: " + path + ": " + why, e);
    }

    /** Where to bind. */
    Path bound() {
        return bound;
    }

    /** Gives the bound socket its mode, owner and place. */
    void settle() {
        try {
            Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString(letters(mode)));
            own();
            fileKey = key(bound);
            Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            remove(bound);
            throw failed(e);
        }
    }

    private void own() throws IOException {
        if (owner.isEmpty()) {
            return;
        }
        UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
        PosixFileAttributeView view = Files.getFileAttributeView(bound, PosixFileAttributeView.class);
        int colon = owner.indexOf(':');
        String user = colon < 0 ? owner : owner.substring(0, colon);
        String group = colon < 0 ? "" : owner.substring(colon + 1);
        if (!group.isEmpty()) {
            try {
                view.setGroup(names.lookupPrincipalByGroupName(group));
            } catch (UserPrincipalNotFoundException e) {
                throw new IOException("unix_owner: there is no group '" + group + "'", e);
            }
        }
        if (!user.isEmpty()) {
            try {
                view.setOwner(names.lookupPrincipalByName(user));
            } catch (UserPrincipalNotFoundException e) {
                throw new IOException("unix_owner: there is no user '" + user + "'", e);
            }
        }
    }

    /** {@code 0640} as {@code rw-r-----}. */
    private static String letters(String octal) {
        int bits = Integer.parseInt(octal, 8);
        StringBuilder out = new StringBuilder();
        for (int i = 8; i >= 0; i--) {
            out.append((bits >> i & 1) == 0 ? '-' : "xwr".charAt(i % 3));
        }
        return out.toString();
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class,
            LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    /** Deletes the file, unless somebody else has put another in its place. */
    void remove() {
        try {
            if (fileKey != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && fileKey.equals(key(path))) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            Log.debug("unix_leftover", "path", path, "cause", e.getMessage());
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            Log.debug("unix_leftover", "path", file, "cause", e.getMessage());
        }
    }
}
