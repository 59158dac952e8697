package dev.socketley.engine.cache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A conversation with a real Redis, which is emptied before. */
final class RedisTalk extends Talk {
    private static final Set<String> ONLY_LOCAL = Set.of("advance", "password", "mode");
    private static final int TIMEOUT_MS = 20_000;
    /** How long nothing must come where nothing is expected. */
    private static final int QUIET_MS = 20;

    private final RedisServer server;
    private final Selector selector = Selector.open();
    private final Map<String, SocketChannel> channels = new HashMap<>();
    private SocketChannel channel;

    RedisTalk(RedisServer server) throws IOException {
        this.server = server;
        client("a");
        for (String each : List.of("FLUSHALL", "SCRIPT FLUSH", "SLOWLOG RESET", "LATENCY RESET")) {
            send(each);
            received(2);
        }
    }

    static boolean canHold(Transcript transcript) {
        return transcript.tags().contains("resp") && !transcript.tags().contains("ours")
            && transcript.steps().stream().noneMatch(step -> ONLY_LOCAL.contains(step.verb()));
    }

    @Override
    void sendBytes(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    @Override
    String received(int length) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (shown(all.toByteArray()).length() < Math.max(length, 1)
                || !all.toString().endsWith("\r\n")) {
            byte[] some = read(length == 0 ? QUIET_MS : TIMEOUT_MS);
            if (some == null || some.length == 0) {
                break;
            }
            all.writeBytes(some);
        }
        return shown(all.toByteArray());
    }

    @Override
    String matching(String pattern) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() == 0 || !isWhole(all.toByteArray())
                || !shown(all.toByteArray()).matches(pattern)) {
            byte[] some = read(TIMEOUT_MS);
            if (some == null || some.length == 0) {
                break;
            }
            all.writeBytes(some);
        }
        return shown(all.toByteArray());
    }

    private static boolean isWhole(byte[] replies) {
        int[] at = {0};
        while (at[0] < replies.length) {
            if (!RespReply.isWhole(replies, at)) {
                return false;
            }
        }
        return true;
    }

    /** What came, nothing when it took too long, null at the end. */
    private byte[] read(int ms) throws IOException {
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        ByteBuffer in = ByteBuffer.allocate(1 << 16);
        int n = selector.select(ms) == 0 ? 0 : channel.read(in);
        selector.selectedKeys().clear();
        key.cancel();
        selector.selectNow();
        if (n < 0) {
            return null;
        }
        byte[] got = new byte[n];
        in.flip().get(got);
        return got;
    }

    @Override
    void client(String name) throws IOException {
        channel = channels.get(name);
        if (channel == null) {
            channel = server.connect();
            channel.configureBlocking(false);
            channels.put(name, channel);
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
        return read(TIMEOUT_MS) == null;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel each : channels.values()) {
            each.close();
        }
        selector.close();
    }
}
