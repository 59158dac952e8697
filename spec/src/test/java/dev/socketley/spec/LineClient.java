package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** What {@code nc} does: one connection, lines both ways. <b>Owns:</b> its socket. */
final class LineClient implements Closeable {
    private static final int WAIT_MS_MAX = 20_000;

    private final Socket socket;
    private final InputStream in;

    LineClient(int port) throws IOException {
        this(new Socket());
        socket.connect(new InetSocketAddress("127.0.0.1", port), WAIT_MS_MAX);
    }

    LineClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(WAIT_MS_MAX);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(new InputStream() {
            @Override
            public int read() throws IOException {
                return socket.getInputStream().read();
            }

            @Override
            public int read(byte[] bytes, int from, int count) throws IOException {
                return socket.getInputStream().read(bytes, from, count);
            }
        }, 1 << 16);
    }

    Socket socket() {
        return socket;
    }

    void send(String... lines) throws IOException {
        raw((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next line without its end; null at the end of the stream. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = in.read();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Exactly so many bytes, as Latin-1 text; fewer at the end of the stream. */
    String bytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Whether the other side has closed, orderly or not; reads away what comes before. */
    boolean isClosed() {
        try {
            while (in.read() >= 0) {
                continue;
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    void expect(String... lines) throws IOException {
        for (String line : lines) {
            assertEquals(line, line());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
