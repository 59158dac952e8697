package dev.socketley.engine.control;

import dev.socketley.engine.Engine;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.util.List;
import java.util.Map;

/**
 * One request of one client. <b>Thread:</b> any; events and the answer are sent in the order they
 * were made.
 */
public final class ControlRequest {
    private final ControlSession session;
    private final Object id;
    private final Map<?, ?> args;
    private Runnable cancel;
    private boolean ended;

    ControlRequest(ControlSession session, Object id, Map<?, ?> args) {
        this.session = session;
        this.id = id;
        this.args = args;
    }

    public Engine engine() {
        return session.engine();
    }

    /** What the client chose to tell its requests apart. */
    public Object id() {
        return id;
    }

    /** The client's link: one value for all its requests, to key what belongs to a client. */
    public Object client() {
        return session;
    }

    /** Runs when the client is gone, also if it has gone already. */
    public void onClientGone(Runnable action) {
        session.onGone(action);
    }

    /** @throws EngineException EINVAL unless the argument is there and is text */
    public String text(String key) {
        if (args.get(key) instanceof String s) {
            return s;
        }
        throw expected(key, "text");
    }

    /** The argument as text, or {@code fallback} when it is missing. */
    public String text(String key, String fallback) {
        return args.get(key) == null ? fallback : text(key);
    }

    /** A list of text; missing means empty. */
    public List<String> texts(String key) {
        Object value = args.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw expected(key, "a list of text");
    }

    /** A whole number, or {@code fallback} when it is missing. */
    public long integer(String key, long fallback) {
        Object value = args.get(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Long n) {
            return n;
        }
        throw expected(key, "a whole number");
    }

    /** A switch; missing means false. */
    public boolean flag(String key) {
        Object value = args.get(key);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw expected(key, "true or false");
    }

    private static EngineException expected(String key, String what) {
        return new EngineException(ErrorCode.EINVAL,
            "control request: " + key + ": " + what + " expected");
    }

    /**
     * Streams something to the client before the answer.
     *
     * @param data a value that JSON has a form for
     * @return false when the client reads too slowly and this was left out
     */
    public boolean event(String name, Object data) {
        return session.event(id, name, data);
    }

    /** As {@link #event}, for what must not be left out: a client that never reads is cut off. */
    public void output(String name, Object data) {
        session.output(id, name, data);
    }

    /** What ends the work when the client goes away before the answer. */
    public synchronized void onCancel(Runnable action) {
        if (ended) {
            action.run();
        } else {
            cancel = action;
        }
    }

    synchronized void answered() {
        ended = true;
        cancel = null;
    }

    void cancel() {
        Runnable action;
        synchronized (this) {
            action = cancel;
            cancel = null;
            ended = true;
        }
        if (action != null) {
            action.run();
        }
    }
}
