package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Asks a running engine. Nothing but the JDK and the codec is loaded for it. <b>Thread:</b> one
 * asks; another may {@link #tell} meanwhile. <b>Owns:</b> its link.
 */
final class ControlClient implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(1 << 16).flip();
    private long lastId;

    private ControlClient(SocketChannel channel) {
        this.channel = channel;
    }

    /** @throws EngineException ECONNECT when no engine is there, EACCES when it is not ours */
    static ControlClient connect(Path socket) {
        ControlClient client = connectIfRunning(socket);
        if (client == null) {
            throw new UsageException(ErrorCode.ECONNECT, "no engine is running on " + socket,
                "start an engine: 'socketley daemon' or 'socketley --lua <file>'");
        }
        return client;
    }

    /** As {@link #connect}, or null when no engine is there. */
    static ControlClient connectIfRunning(Path socket) {
        if (!Files.exists(socket)) {
            return null;
        }
        try {
            return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("ermission")) {
                throw new EngineException(ErrorCode.EACCES, socket + ": permission denied", e);
            }
            return null;
        }
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws EngineException the engine's refusal, or ECLOSED when it went away
     */
    Object ask(String command, Map<String, ?> args) {
        return ask(command, args, (event, data) -> {});
    }

    /** As {@link #ask(String, Map)}; what is streamed before the answer goes to {@code events}. */
    Object ask(String command, Map<String, ?> args, BiConsumer<String, Object> events) {
        long id = tell(command, args);
        for (;;) {
            Map<?, ?> reply = (Map<?, ?>) Json.parse(line());
            if (!Long.valueOf(id).equals(reply.get("id"))) {
                continue;
            }
            if (reply.get("event") instanceof String event) {
                events.accept(event, reply.get("data"));
            } else if (Boolean.TRUE.equals(reply.get("ok"))) {
                return reply.get("result");
            } else {
                throw failure(reply.get("error"));
            }
        }
    }

    /** Sends a request whose answer nobody waits for; returns its id. */
    synchronized long tell(String command, Map<String, ?> args) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("id", ++lastId);
        request.put("command", command);
        request.put("args", args);
        ByteBuffer bytes = ByteBuffer.wrap(
            (Json.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw gone(e);
        }
        return lastId;
    }

    /** A failure as a reply carries it. */
    static EngineException failure(Object error) {
        if (error instanceof Map<?, ?> map) {
            String message = String.valueOf(map.get("message"));
            for (ErrorCode code : ErrorCode.values()) {
                if (code.name().equals(map.get("code"))) {
                    return new EngineException(code, message);
                }
            }
        }
        return new EngineException(ErrorCode.EINTERNAL, "the engine failed: " + error);
    }

    private byte[] line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (;;) {
            while (input.hasRemaining()) {
                byte b = input.get();
                if (b == '\n') {
                    return line.toByteArray();
                }
                line.write(b);
            }
            fill();
        }
    }

    private void fill() {
        try {
            input.clear();
            int count = channel.read(input);
            input.flip();
            if (count < 0) {
                throw gone(null);
            }
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private static EngineException gone(IOException cause) {
        return new EngineException(ErrorCode.ECLOSED, "the engine has gone", cause);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw gone(e);
        }
    }
}
