package dev.socketley.engine.cache.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The connections of a cache: who may run commands, who is listed, and the pause of all.
 *
 * <p>Thread: the cache's home loop. Bounds: {@code max-connections}; one waiting command each.
 */
public final class Clients {
    private static final Reply NO_AUTH =
        Reply.error("NOAUTH Authentication required.");

    private final Map<Long, Client> connections = new LinkedHashMap<>();
    private final Deque<Runnable> paused = new ArrayDeque<>();
    private byte[] password = new byte[0];
    private long pausedUntilMs;
    private boolean pausesReads;

    void add(Client client) {
        connections.put(client.id(), client);
    }

    void remove(Client client) {
        connections.remove(client.id());
    }

    Collection<Client> all() {
        return List.copyOf(connections.values());
    }

    Client get(long id) {
        return connections.get(id);
    }

    // ---- authentication ---------------------------------------------------------------------

    /** Sets the password that connections must give, empty for none. */
    public void password(String word) {
        password = word.getBytes(StandardCharsets.UTF_8);
    }

    boolean hasPassword() {
        return password.length > 0;
    }

    boolean isPassword(byte[] given) {
        return MessageDigest.isEqual(password, given);
    }

    /** Whether there is a password, or a pause, that has to be looked at for every command. */
    public boolean isAsking() {
        return password.length > 0 || pausedUntilMs != 0;
    }

    /** Why a client that gave no password may not run a command, or null. */
    public Reply refusal(Command row, Client client) {
        return password.length == 0 || client.isAuthenticated() || !client.isConnection()
            || row.has(Flag.NO_AUTH) ? null : NO_AUTH;
    }

    boolean refusesHello(Client client) {
        return hasPassword() && client.isConnection() && !client.isAuthenticated();
    }

    // ---- pause ------------------------------------------------------------------------------

    void pause(long untilMs, boolean reads) {
        pausedUntilMs = Math.max(untilMs, pausedUntilMs);
        pausesReads |= reads;
    }

    void unpause() {
        pausedUntilMs = 0;
        pausesReads = false;
    }

    /** Whether a command has to wait until the pause is over. */
    public boolean isPaused(Command row, Client client) {
        return pausedUntilMs != 0 && client.isConnection()
            && (pausesReads && !row.name().equals("CLIENT")
                || row.mayChange() || row.name().equals("EXEC"));
    }

    /** Runs this when the pause is over. */
    public void afterPause(Runnable command) {
        paused.add(command);
    }

    /** Takes what waited for the end of the pause, when it is over. */
    public List<Runnable> resumed(long nowMs) {
        if (pausedUntilMs != 0 && nowMs >= pausedUntilMs) {
            unpause();
        }
        if (pausedUntilMs != 0 || paused.isEmpty()) {
            return List.of();
        }
        List<Runnable> all = new ArrayList<>(paused);
        paused.clear();
        return all;
    }
}
