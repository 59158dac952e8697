package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.AccessMode;
import dev.socketley.engine.protocol.resp.RespLimits;
import dev.socketley.engine.protocol.resp.RespWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A conversation with a cache in this process, on clocks that only {@code advance} and setTime move. */
final class LocalTalk extends Talk {
    private static final RespLimits LIMITS = new RespLimits(1000, 1 << 20, 2 << 20, 4096);

    private long nowMs = 1_700_000_000_000L;
    private long steadyMs = 1000;
    private final Cache cache;
    private final Session.Buffers buffers = new Session.Buffers();
    private final Map<String, Peer> peers = new HashMap<>();
    private final Deque<Peer> resumed = new ArrayDeque<>();
    private boolean running;
    private Peer peer;

    LocalTalk() {
        this(CacheHooks.NONE);
    }

    /** The talk's clock, Unix time in milliseconds. */
    long now() {
        return nowMs;
    }

    LocalTalk(CacheHooks hooks) {
        cache = new Cache(() -> nowMs, hooks);
        cache.context().steady(() -> steadyMs);
        client("a");
    }

    Cache cache() {
        return cache;
    }

    private long ids;

    private final class Peer implements Session.Output {
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private byte[] unread = {};
        private Session session;

        void take(byte[] bytes) {
            byte[] all = Arrays.copyOf(unread, unread.length + bytes.length);
            System.arraycopy(bytes, 0, all, unread.length, bytes.length);
            unread = all;
            resume();
        }

        /** As a connection does: after the commands that run now. */
        @Override
        public void resume() {
            resumed.add(this);
            if (running) {
                return;
            }
            running = true;
            while (!resumed.isEmpty()) {
                resumed.poll().run();
            }
            running = false;
        }

        private void run() {
            if (session == null && unread.length > 0) {
                session = unread[0] == '*'
                    ? new RespSession(++ids, cache, buffers, this, LIMITS)
                    : new TextSession(++ids, cache, buffers, this, 1000);
            }
            if (unread.length > 0) {
                byte[] bytes = unread;
                int used = session.receive(bytes, 0, bytes.length);
                unread = Arrays.copyOfRange(bytes, used, bytes.length);
            }
        }

        @Override
        public void send(RespWriter out) {
            received.write(out.bytes(), 0, out.length());
            out.clear();
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public boolean isLimited() {
            return false;
        }

        @Override
        public void admitted(int commands) {
        }

        @Override
        public boolean admits() {
            return true;
        }

        @Override
        public void close(boolean atOnce) {
        }

        @Override
        public String address() {
            return "local";
        }

        @Override
        public String localAddress() {
            return "local";
        }

        @Override
        public long queuedBytes() {
            return 0;
        }
    }

    @Override
    void sendBytes(byte[] bytes) {
        peer.take(bytes);
    }

    @Override
    String received(int length) {
        return shown(receivedBytes());
    }

    byte[] receivedBytes() {
        byte[] bytes = peer.received.toByteArray();
        peer.received.reset();
        return bytes;
    }

    /** Sets the wall clock, Unix time in milliseconds. */
    void setTime(long ms) {
        nowMs = ms;
    }

    @Override
    void client(String name) {
        peer = peers.computeIfAbsent(name, n -> new Peer());
    }

    @Override
    void advance(String time) {
        long amount = Long.parseLong(time.replaceAll("[^0-9]", ""));
        long ms = time.endsWith("ms") ? amount : amount * 1000;
        nowMs += ms;
        steadyMs += ms;
        cache.upkeep().expireDue();
    }

    @Override
    void password(String word) {
        cache.context().clients().password(word);
    }

    @Override
    void mode(String word) {
        cache.context().mode(AccessMode.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    @Override
    boolean isClosed() {
        return peer.session.isEnded();
    }

    @Override
    public void close() {
    }
}
