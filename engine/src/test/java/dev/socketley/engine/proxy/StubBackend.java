package dev.socketley.engine.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A blocking server whose behaviour each test writes down; one virtual thread a connection. */
final class StubBackend implements Closeable {
    /** What happens on one connection; the socket is closed when it returns. */
    interface Behaviour {
        void serve(Peer peer) throws IOException;
    }

    /** One accepted connection, Latin-1 text. */
    record Peer(Socket socket, InputStream in, OutputStream out, int number) {
        /** Head of the next request with its empty line, or null at the end. */
        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int c = in.read();
                if (c < 0) {
                    return null;
                }
                head.write(c);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        String text(int bytes) throws IOException {
            return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Answers 200 with that body. */
        void ok(String body) throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }
    }

    final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;
    private volatile int accepted;

    StubBackend(Behaviour behaviour) throws IOException {
        socket = new ServerSocket(0, 128, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(() -> accept(behaviour));
    }

    /** Answers every request with {@code name} and its path, keeping connections open. */
    static StubBackend named(String name) throws IOException {
        StubBackend[] self = new StubBackend[1];
        self[0] = new StubBackend(peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                self[0].heads.add(head);
                peer.ok(name + ' ' + head.split(" ")[1]);
            }
        });
        return self[0];
    }

    private void accept(Behaviour behaviour) {
        try {
            for (;;) {
                Socket peer = socket.accept();
                peer.setTcpNoDelay(true);
                open.add(peer);
                int number = ++accepted;
                Thread.ofVirtual().start(() -> serve(behaviour, peer, number));
            }
        } catch (IOException e) {
            open.forEach(StubBackend::closeQuietly);
        }
    }

    private static void serve(Behaviour behaviour, Socket peer, int number) {
        try (peer) {
            behaviour.serve(new Peer(peer, new BufferedInputStream(peer.getInputStream()),
                peer.getOutputStream(), number));
        } catch (IOException e) {
            closeQuietly(peer);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int accepted() {
        return accepted;
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        open.forEach(StubBackend::closeQuietly);
    }
}
