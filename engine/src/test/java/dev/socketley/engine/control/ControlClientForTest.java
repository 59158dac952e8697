package dev.socketley.engine.control;

import dev.socketley.engine.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Lines to a control socket and back. */
final class ControlClientForTest implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader reader;

    ControlClientForTest(Path path) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    void send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** The next line, or null at the end. */
    String line() throws IOException {
        return reader.readLine();
    }

    Map<?, ?> ask(String request) throws IOException {
        send(request + "\n");
        return (Map<?, ?>) Json.parse(line());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
