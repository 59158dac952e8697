package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.log.Log;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Master mode: one client that gave the password speaks, the others are heard by it at most.
 * <b>Thread:</b> the server's loop. <b>Bounds:</b> remembers wrong passwords of the
 * {@value #ADDRESSES_MAX} addresses that gave them last.
 */
final class Master {
    private static final int ADDRESSES_MAX = 10_000;
    private static final byte[] LOGIN = "master ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HIDDEN = "master ***".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "master: ok".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DENIED = "master: denied".getBytes(StandardCharsets.US_ASCII);

    private static final String HASHED = "sha256:";

    private record Failures(int count, long lastNanos) {}

    private final ServerRuntime server;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };
    private Client master;
    /** The option whose hash {@link #wanted} is. */
    private String hashed = "";
    private byte[] wanted = {};

    Master(ServerRuntime server) {
        this.server = server;
    }

    void accept(Client from, byte[] message) {
        if (startsWithLogin(message)) {
            login(from, Arrays.copyOfRange(message, LOGIN.length, message.length));
        } else if (from == master) {
            server.messages().handOver(from, message);
        } else if (master != null && server.settings().masterForward()) {
            byte[] head = ("[" + from.id + "] ").getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(head, head.length + message.length);
            System.arraycopy(message, 0, whole, head.length, message.length);
            server.send(master, whole);
        }
    }

    /** A message as others may see it: without the password. */
    static byte[] shown(byte[] message) {
        return startsWithLogin(message) ? HIDDEN : message;
    }

    private static boolean startsWithLogin(byte[] message) {
        return message.length > LOGIN.length
            && Arrays.equals(message, 0, LOGIN.length, LOGIN, 0, LOGIN.length);
    }

    private void login(Client from, byte[] password) {
        if (from.masterFailures() >= server.option(ServerOptions.MASTER_TRIES_MAX)
                || isLocked(from)) {
            from.disconnect();
            return;
        }
        if (!server.has(Hook.ON_MASTER_AUTH)) {
            decide(from, isPassword(password));
            return;
        }
        from.hold();
        server.fire(Hook.ON_MASTER_AUTH, (result, second, error) -> {
            decide(from, error == null && Boolean.TRUE.equals(result));
            from.release();
        }, from.id, password);
    }

    /** Hashes are compared: equal lengths, and no time that tells how much was right. */
    private boolean isPassword(byte[] given) {
        String option = server.option(ServerOptions.MASTER_PW);
        if (!option.equals(hashed)) {
            hashed = option;
            wanted = option.startsWith(HASHED)
                ? hex(option.substring(HASHED.length()))
                : sha256(option.getBytes(StandardCharsets.UTF_8));
        }
        return !option.isEmpty() && MessageDigest.isEqual(wanted, sha256(given));
    }

    /** The bytes of hex digits, or none, which no hash equals. */
    private static byte[] hex(String digits) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private void decide(Client from, boolean accepted) {
        if (accepted) {
            if (from.isOpen()) {
                if (master != null && master != from) {
                    Log.info("master_replaced", "runtime", server.name(), "id", from.id,
                        "before", master.id);
                }
                master = from;
            }
            failures.remove(from.ip());
        } else {
            from.masterFailed();
            failures.merge(from.ip(), new Failures(1, System.nanoTime()),
                (a, b) -> new Failures(a.count() + 1, b.lastNanos()));
            Log.warn("master_denied", "id", from.id, "runtime", server.name(), "ip", from.ip());
        }
        server.send(from, accepted ? OK : DENIED);
    }

    /** Whether an address gave so many wrong passwords of late that it is refused. */
    boolean isLocked(Client client) {
        Failures f = failures.isEmpty() ? null : failures.get(client.ip());
        if (f == null || f.count() < server.option(ServerOptions.MASTER_IP_TRIES_MAX)) {
            return false;
        }
        long lock = server.option(ServerOptions.MASTER_LOCK).toNanos();
        if (System.nanoTime() - f.lastNanos() < lock) {
            return true;
        }
        failures.remove(client.ip());
        return false;
    }

    void left(Client client) {
        if (master == client) {
            master = null;
        }
    }
}
