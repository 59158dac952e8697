package dev.socketley.engine.cache;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes bytes on between whoever connects and a port, a few at a time, unless it is cut. */
final class Relay implements AutoCloseable {
    private static final int BYTES = 100;

    private final int to;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    Relay(int to) throws IOException {
        this.to = to;
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Breaks all connections, and every new one, or lets them be again. */
    void cut(boolean wanted) throws IOException {
        cut = wanted;
        for (Socket each : open) {
            each.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket from = listener.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), to);
                open.add(from);
                open.add(there);
                Thread.ofVirtual().start(() -> pass(from, there));
                Thread.ofVirtual().start(() -> pass(there, from));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void pass(Socket from, Socket there) {
        byte[] bytes = new byte[BYTES];
        try (from; there) {
            int length = from.getInputStream().read(bytes);
            while (length >= 0 && !cut) {
                there.getOutputStream().write(bytes, 0, length);
                length = from.getInputStream().read(bytes);
            }
        } catch (IOException broken) {
            // As it is meant to.
        } finally {
            open.remove(from);
            open.remove(there);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut(true);
    }
}
