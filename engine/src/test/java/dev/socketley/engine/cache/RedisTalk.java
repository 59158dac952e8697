package dev.socketley.engine.cache;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A conversation with a real Redis. */
final class RedisTalk extends Talk {
    private static final Set<String> ONLY_LOCAL = Set.of("advance", "mode", "password");
    private static final int TIMEOUT_MS = 300;

    private final String host;
    private final int port;
    private final Map<String, Socket> sockets = new HashMap<>();
    private Socket socket;

    RedisTalk(String address) throws IOException {
        host = address.substring(0, address.lastIndexOf(':'));
        port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        client("a");
        send("FLUSHALL");
        received(3);
    }

    static boolean canHold(Transcript transcript) {
        return transcript.tags().contains("resp") && !transcript.tags().contains("ours")
            && transcript.steps().stream().noneMatch(step -> ONLY_LOCAL.contains(step.verb()));
    }

    @Override
    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    @Override
    String received(int length) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        socket.setSoTimeout(length == 0 ? 20 : TIMEOUT_MS);
        try {
            while (length < 0 || shown(all.toByteArray()).length() < Math.max(length, 1)
                    || !all.toString().endsWith("\r\n")) {
                int n = socket.getInputStream().read(buffer);
                if (n < 0) {
                    break;
                }
                all.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            return shown(all.toByteArray());
        }
        return shown(all.toByteArray());
    }

    @Override
    void client(String name) throws IOException {
        socket = sockets.get(name);
        if (socket == null) {
            socket = new Socket(host, port);
            sockets.put(name, socket);
        }
    }

    @Override
    void password(String word) {
        throw new UnsupportedOperationException("a real server has its own password");
    }

    @Override
    void advance(String time) {
        throw new UnsupportedOperationException("a real server has its own clock");
    }

    @Override
    void mode(String word) {
        throw new UnsupportedOperationException("a real server has no such mode");
    }

    @Override
    boolean isClosed() throws IOException {
        socket.setSoTimeout(TIMEOUT_MS);
        return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        for (Socket each : sockets.values()) {
            each.close();
        }
    }
}
