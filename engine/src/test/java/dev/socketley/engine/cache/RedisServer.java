package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real Redis of its own on a Unix socket, to compare with. */
final class RedisServer implements Closeable {
    private final Process process;
    private final Path directory;
    private final Path socket;

    private RedisServer(Process process, Path directory, Path socket) {
        this.process = process;
        this.directory = directory;
        this.socket = socket;
    }

    /** Starts one, or skips the test where Redis is not installed. */
    static RedisServer start(String... settings) throws IOException {
        Path directory = Files.createTempDirectory("socketley-redis");
        Path socket = directory.resolve("s");
        ProcessBuilder builder = new ProcessBuilder("redis-server", "--port", "0",
            "--unixsocket", socket.toString(), "--save", "", "--dir", directory.toString(),
            "--enable-debug-command", "local");
        builder.command().addAll(List.of(settings));
        builder.redirectErrorStream(true);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            Files.delete(directory);
            assertTrue(System.getenv("SOCKETLEY_REQUIRE_PEERS") == null,
                "redis-server is required by SOCKETLEY_REQUIRE_PEERS: " + e.getMessage());
            Assumptions.abort("redis-server is not installed: nothing to compare with");
            throw e;
        }
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("ready to accept connections")) {
                return new RedisServer(process, directory, socket);
            }
        }
        process.destroyForcibly();
        throw new IOException("redis-server does not start");
    }

    SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** As {@link #close}, where nothing can be thrown. */
    void stop() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(socket);
        Files.deleteIfExists(directory);
    }
}
