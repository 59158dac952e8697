package dev.socketley.engine.proxy;

import dev.socketley.engine.net.HostPort;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * One place to connect to, with what is known of it. <b>Thread:</b> the proxy's home loop.
 * <b>Owns:</b> its idle connections. <b>Bounds:</b> {@code idle-backends-max}.
 */
final class Backend {
    private static final long RESOLVED_FOR = Duration.ofSeconds(10).toNanos();
    private static final long BACK_OFF_FIRST = Duration.ofMillis(500).toNanos();
    /** 500 ms doubled four times: a backend that came back is used again within 8 s. */
    private static final int BACK_OFF_DOUBLINGS = 4;

    private final String name;
    private final boolean secure;
    private final ArrayDeque<HttpLink> idle = new ArrayDeque<>();
    private HostPort place;
    private SocketAddress address;
    private long resolvedNanos;
    private int failures;
    private long avoidedUntilNanos;

    /**
     * @param name   as the list of backends or the registry has it
     * @param secure whether it is reached through TLS
     */
    Backend(String name, boolean secure) {
        this.name = name;
        this.secure = secure;
    }

    boolean isSecure() {
        return secure;
    }

    String name() {
        return name;
    }

    /** Where it is, or null when it is a runtime that is not running. */
    HostPort place() {
        return place;
    }

    /** It is there now; connections to where it was before are closed. */
    void place(HostPort now) {
        if (place != null && place.equals(now)) {
            return;
        }
        place = now;
        address = null;
        failures = 0;
        closeIdle();
    }

    /** The address as it was resolved not long ago, or null. */
    SocketAddress address(long nowNanos) {
        return nowNanos - resolvedNanos < RESOLVED_FOR ? address : null;
    }

    void address(SocketAddress resolved, long nowNanos) {
        address = resolved;
        resolvedNanos = nowNanos;
    }

    boolean isAvoided(long nowNanos) {
        return failures > 0 && nowNanos - avoidedUntilNanos < 0;
    }

    void accepted() {
        failures = 0;
    }

    /** It refused a connection: others are preferred for a while that grows. */
    void refused(long nowNanos) {
        avoidedUntilNanos = nowNanos + (BACK_OFF_FIRST << Math.min(failures, BACK_OFF_DOUBLINGS));
        failures++;
        address = null;
    }

    // ---- idle connections; the latest used is taken first, so the rest may time out ----------

    HttpLink takeIdle() {
        HttpLink link;
        do {
            link = idle.pollLast();
        } while (link != null && !link.isOpen());
        return link;
    }

    void keepIdle(HttpLink link, long most) {
        if (idle.size() < most) {
            idle.addLast(link);
        } else {
            link.drop();
        }
    }

    void forget(HttpLink link) {
        idle.remove(link);
    }

    void closeIdleSince(long nanos) {
        while (!idle.isEmpty() && idle.peekFirst().idleSinceNanos() - nanos < 0) {
            idle.pollFirst().drop();
        }
    }

    void closeIdle() {
        while (!idle.isEmpty()) {
            idle.pollFirst().drop();
        }
    }

    int idleCount() {
        return idle.size();
    }
}
