package dev.socketley.engine.control;

import dev.socketley.engine.Engine;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.json.Json;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.option.Nearest;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client's link. Its requests are worked on side by side, so that one may interrupt another.
 * <b>Thread:</b> the control loop, except where said. <b>Bounds:</b> bytes of a line, requests and
 * events under way; a client that does not read loses events, then its link.
 */
final class ControlSession implements ConnectionHandler {
    /** Room for a whole script, with what escaping adds. */
    static final int LINE_BYTES_MAX = 4 << 20;
    private static final int REQUESTS_MAX = 64;
    private static final int EVENTS_WAITING_MAX = 4096;

    private final Engine engine;
    private final Map<String, ControlCommand> commands;
    private final List<ControlRequest> running = new ArrayList<>();
    private final List<Runnable> onGone = new ArrayList<>();
    private final AtomicInteger eventsWaiting = new AtomicInteger();
    private Connection connection;
    private volatile boolean writable = true;
    private boolean ended;
    private boolean gone;

    ControlSession(Engine engine, Map<String, ControlCommand> commands) {
        this.engine = engine;
        this.commands = commands;
    }

    Engine engine() {
        return engine;
    }

    @Override
    public void onOpen(Connection c) {
        connection = c;
    }

    @Override
    public void onReadable(Connection c, ByteBuf input) {
        while (running.size() < REQUESTS_MAX) {
            int length = input.bytesBefore((byte) '\n');
            if (length < 0) {
                if (input.readableBytes() > LINE_BYTES_MAX) {
                    refuseLine();
                }
                return;
            }
            byte[] line = new byte[length];
            input.readBytes(line).skipBytes(1);
            if (length > 0) {
                request(line);
            }
        }
        c.pause();
    }

    private void refuseLine() {
        answer(null, failure(new EngineException(ErrorCode.ELIMIT,
            "control request is longer than " + LINE_BYTES_MAX + " bytes")));
        connection.close();
    }

    private void request(byte[] line) {
        Object id = null;
        try {
            if (!(Json.parse(line) instanceof Map<?, ?> map)) {
                throw new EngineException(ErrorCode.EINVAL, "control request: an object expected");
            }
            id = map.get("id");
            Map<?, ?> args = map.get("args") instanceof Map<?, ?> given ? given : Map.of();
            start(command(map.get("command")), new ControlRequest(this, id, args));
        } catch (EngineException e) {
            answer(id, failure(e));
        }
    }

    private ControlCommand command(Object name) {
        ControlCommand command = commands.get(String.valueOf(name));
        if (command == null) {
            throw new EngineException(ErrorCode.EINVAL, "control request: unknown command '" + name
                + "'" + Nearest.hint(String.valueOf(name), commands.keySet()));
        }
        return command;
    }

    private void start(ControlCommand command, ControlRequest request) {
        running.add(request);
        CompletionStage<?> stage;
        try {
            stage = command.handler().handle(request);
        } catch (EngineException e) {
            end(request, failure(e));
            return;
        }
        // Always behind the events that were made before, also when it is done already.
        stage.whenComplete((value, cause) -> connection.loop().execute(() ->
            end(request, cause == null ? success(value) : failure(EngineException.of(cause)))));
    }

    private void end(ControlRequest request, Map<String, Object> reply) {
        request.answered();
        running.remove(request);
        answer(request.id(), reply);
        if (!gone && running.size() < REQUESTS_MAX) {
            connection.resume();
            closeWhenDone();
        }
    }

    private static Map<String, Object> success(Object value) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("ok", true);
        reply.put("result", value);
        return reply;
    }

    static Map<String, Object> failure(EngineException e) {
        if (e.code() == ErrorCode.EINTERNAL) {
            Log.error("control_request_failed", "cause", e.getMessage());
        }
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("ok", false);
        reply.put("error", error(e));
        return reply;
    }

    /** A failure as replies show it. */
    static Map<String, Object> error(EngineException e) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", e.code().name());
        error.put("message", String.valueOf(e.getMessage()));
        return error;
    }

    private void answer(Object id, Map<String, Object> reply) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", id);
        out.putAll(reply);
        send(out);
    }

    private void send(Map<String, Object> message) {
        if (gone) {
            return;
        }
        byte[] bytes = Json.write(message).getBytes(StandardCharsets.UTF_8);
        ByteBuf line = connection.alloc().buffer(bytes.length + 1);
        connection.write(line.writeBytes(bytes).writeByte('\n'));
        writable = connection.isWritable();
    }

    /** Any thread. */
    boolean event(Object id, String name, Object data) {
        if (!writable || eventsWaiting.get() >= EVENTS_WAITING_MAX) {
            return false;
        }
        output(id, name, data);
        return true;
    }

    /** Any thread. */
    void output(Object id, String name, Object data) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", id);
        out.put("event", name);
        out.put("data", data);
        eventsWaiting.incrementAndGet();
        onLoop(() -> {
            eventsWaiting.decrementAndGet();
            send(out);
        });
    }

    /** Any thread. */
    void onGone(Runnable action) {
        onLoop(() -> {
            if (gone) {
                action.run();
            } else {
                onGone.add(action);
            }
        });
    }

    private void onLoop(Runnable task) {
        if (connection.loop().inEventLoop()) {
            task.run();
        } else {
            connection.loop().execute(task);
        }
    }

    @Override
    public void onDrain(Connection c) {
        writable = true;
    }

    /** A client that has said its last still gets answers, but no stream goes on for it. */
    @Override
    public void onEnd(Connection c) {
        ended = true;
        List.copyOf(running).forEach(ControlRequest::cancel);
        closeWhenDone();
    }

    private void closeWhenDone() {
        if (ended && running.isEmpty()) {
            connection.close();
        }
    }

    @Override
    public void onClose(Connection c) {
        gone = true;
        writable = false;
        List.copyOf(running).forEach(ControlRequest::cancel);
        running.clear();
        onGone.forEach(Runnable::run);
        onGone.clear();
    }
}
