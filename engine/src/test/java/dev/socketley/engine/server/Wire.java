package dev.socketley.engine.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A blocking client socket that speaks Latin-1 text, one character a byte. */
final class Wire implements AutoCloseable {
    final Socket socket;
    private final InputStream in;

    Wire(ServerRuntime server) throws IOException {
        this("127.0.0.1", server.port());
    }

    Wire(String host, int port) throws IOException {
        socket = new Socket(InetAddress.getByName(host), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = socket.getInputStream();
    }

    Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a line over and over, on a thread of its own, and then, if told to, ends the stream. */
    Thread flood(String line, int lines, boolean ends) {
        return Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < lines; i++) {
                    send(line);
                }
                if (ends) {
                    socket.shutdownOutput();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The next line without its LF, or null at the end of the stream. */
    String line() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return out.size() == 0 ? null : out.toString(StandardCharsets.ISO_8859_1);
            }
            out.write(c);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    byte[] bytes(int n) throws IOException {
        return in.readNBytes(n);
    }

    /** Everything up to the end of the stream; a reset ends it too. */
    String rest() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            in.transferTo(out);
        } catch (SocketException e) {
            out.write("<reset>".getBytes(StandardCharsets.ISO_8859_1));
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** Closes with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
