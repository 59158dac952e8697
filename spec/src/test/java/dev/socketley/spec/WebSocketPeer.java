package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** One end of a WebSocket, made of the JDK alone. <b>Owns:</b> its socket. */
final class WebSocketPeer implements Closeable {
    static final int TEXT = 0x81;
    static final int BINARY = 0x82;
    private static final int COMPRESSED = 0x40;
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Socket socket;
    private final DataInputStream in;
    private final boolean masks;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private String extensions = "";
    private String offer = "";
    private int chop;

    private WebSocketPeer(Socket socket, boolean masks) throws IOException {
        this.socket = socket;
        this.masks = masks;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    /** Connects; {@code offer} is a Sec-WebSocket-Extensions or an empty string. */
    static WebSocketPeer client(int port, String offer) throws IOException {
        WebSocketPeer peer = new WebSocketPeer(new Socket("127.0.0.1", port), true);
        peer.raw(("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n"
            + (offer.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + offer + "\r\n") + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
        assertTrue(peer.head("sec-websocket-extensions").startsWith("HTTP/1.1 101 "));
        peer.offer = offer;
        return peer;
    }

    /** Answers a client; with {@code answer} as Sec-WebSocket-Extensions if it is not empty. */
    static WebSocketPeer server(Socket socket, String answer) throws Exception {
        WebSocketPeer peer = new WebSocketPeer(socket, false);
        peer.head("sec-websocket-key");
        byte[] hash = MessageDigest.getInstance("SHA-1").digest(
            (peer.extensions + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes());
        peer.extensions = answer;
        peer.raw(("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n"
            + (answer.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + answer + "\r\n") + "\r\n")
            .getBytes());
        return peer;
    }

    /** Reads a head; keeps the value of one field and returns the first line. */
    private String head(String field) throws IOException {
        String first = line();
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(field + ":")) {
                extensions = line.substring(field.length() + 1).strip();
            }
        }
        return first;
    }

    private String line() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            out.write(c);
        }
        return out.toString(StandardCharsets.ISO_8859_1).strip();
    }

    /** What was agreed, or an empty string. */
    String extensions() {
        return extensions;
    }

    // ---- sending ----------------------------------------------------------------------------

    /** From now on sends in pieces of so many bytes; 0 for whole frames. */
    void chop(int bytes) {
        chop = bytes;
    }

    void raw(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; ) {
            int n = chop == 0 ? bytes.length : Math.min(chop, bytes.length - at);
            socket.getOutputStream().write(bytes, at, n);
            at += n;
        }
    }

    byte[] frame(int first, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        int masked = masks ? 0x80 : 0;
        if (payload.length < 126) {
            out.put((byte) (masked | payload.length));
        } else if (payload.length < 1 << 16) {
            out.put((byte) (masked | 126)).putShort((short) payload.length);
        } else {
            out.put((byte) (masked | 127)).putLong(payload.length);
        }
        byte[] key = {0x37, (byte) 0xfa, 0x21, (byte) 0x3d};
        byte[] body = payload.clone();
        if (masks) {
            out.put(key);
            for (int i = 0; i < body.length; i++) {
                body[i] ^= key[i & 3];
            }
        }
        return Arrays.copyOf(out.put(body).array(), out.position());
    }

    WebSocketPeer send(int first, byte[] payload) throws IOException {
        raw(frame(first, payload));
        return this;
    }

    WebSocketPeer send(int first, String payload) throws IOException {
        return send(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends several frames in one write. */
    WebSocketPeer together(byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        raw(all.toByteArray());
        return this;
    }

    /** Sends a message in frames of so many bytes; 0 for one. */
    WebSocketPeer fragments(int opcode, byte[] payload, int size) throws IOException {
        int step = size == 0 ? Math.max(1, payload.length) : size;
        for (int at = 0; at == 0 || at < payload.length; at += step) {
            int end = Math.min(payload.length, at + step);
            send((end == payload.length ? 0x80 : 0) | (at == 0 ? opcode : 0),
                Arrays.copyOfRange(payload, at, end));
        }
        return this;
    }

    /** Sends a compressed message in frames of so many bytes; 0 for one. */
    void compressed(int first, byte[] payload, int size) throws IOException {
        byte[] buffer = new byte[1 << 14];
        if (extensions.contains(masks ? "client_no_context" : "server_no_context")) {
            deflater.reset();
        }
        if (offer.contains("client_max_window_bits=9")
                || extensions.contains(masks ? "client_max_window" : "server_max_window")) {
            deflater.setStrategy(Deflater.HUFFMAN_ONLY);    // no distance exceeds any window
            deflater.deflate(buffer);   // the call that takes it up flushes nothing
        }
        deflater.setInput(payload);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int n;
        do {
            n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, n);
        } while (n == buffer.length);
        byte[] all = out.toByteArray();
        byte[] body = all.length < 5 ? new byte[] {0} : Arrays.copyOf(all, all.length - 4);
        fragments(first & 0x0f | COMPRESSED, body, size);
    }

    // ---- receiving --------------------------------------------------------------------------

    private record Frame(int first, byte[] payload) {}

    private Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        assertEquals(masks, second < 0x80, "masks go from client to server only");
        int n = second & 0x7f;
        long length = n < 126 ? n : n == 126 ? in.readUnsignedShort() : in.readLong();
        byte[] key = new byte[4];
        if (!masks) {
            in.readFully(key);
        }
        byte[] payload = in.readNBytes((int) length);
        assertEquals(length, payload.length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i & 3];
        }
        return new Frame(first, payload);
    }

    WebSocketPeer expect(int first, byte[] payload) throws IOException {
        Frame frame = read();
        byte[] body = frame.payload;
        if ((frame.first & COMPRESSED) != 0) {
            assertTrue(!extensions.isEmpty(), "compressed without an agreement");
            body = inflated(body, payload.length);
        }
        assertEquals(Integer.toHexString(first), Integer.toHexString(frame.first & ~COMPRESSED));
        assertTrue(Arrays.equals(payload, body), () -> "another payload of " + frame.payload.length
            + " bytes" + (frame.first == 0x88 ? ": " + Arrays.toString(frame.payload) : ""));
        return this;
    }

    private byte[] inflated(byte[] body, int lengthMax) {
        try {
            if (extensions.contains(masks ? "server_no_context" : "client_no_context")) {
                inflater.reset();
            }
            byte[] out = new byte[lengthMax + 1];
            byte[] whole = Arrays.copyOf(body, body.length + 4);
            whole[body.length + 2] = (byte) 0xff;
            whole[body.length + 3] = (byte) 0xff;
            inflater.setInput(whole);
            int n = 0;
            int more;
            do {
                more = inflater.inflate(out, n, out.length - n);
                n += more;
            } while (more > 0);
            return Arrays.copyOf(out, n);
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
    }

    WebSocketPeer expect(int first, String payload) throws IOException {
        return expect(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A close frame of that code, 0 for none, and the end of the stream. */
    void expectClosed(int code) throws IOException {
        Frame frame = read();
        assertEquals("88", Integer.toHexString(frame.first));
        int got = frame.payload.length < 2 ? 0 : ByteBuffer.wrap(frame.payload).getChar(0);
        assertEquals(code, got);
        if (!masks) {
            socket.shutdownOutput();
        }
        assertEquals(-1, in.read(), "the stream goes on behind its close");
    }

    /** Closes as it should be. */
    void leave() throws IOException {
        send(0x88, new byte[] {3, (byte) 0xe8}).expectClosed(1000);
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        inflater.end();
        socket.close();
    }
}
