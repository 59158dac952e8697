package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.socketley.engine.Until;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that is gone without a word is noticed by the system's own probes. */
class KeepAliveTest {
    private static final List<Path> CONNECTIONS =
        List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";
    private static final String PROBE_TIMER = "02:";
    private static final int TICKS_PER_SECOND = 100;
    /** Of the time until the first probe so much may be over when the test looks. */
    private static final int LATE_SECONDS_MAX = 60;

    private static final class Silent implements ConnectionHandler {
        @Override
        public void onReadable(Connection connection, ByteBuf input) {
            input.skipBytes(input.readableBytes());
        }

        @Override
        public void onEnd(Connection connection) {
            connection.close();
        }

        @Override
        public void onClose(Connection connection) {
            // nothing was begun
        }
    }

    @BeforeEach
    void theSystemTells() {
        assumeTrue(Files.isReadable(CONNECTIONS.getFirst()));
    }

    private static StreamSettings probing(int seconds) {
        return new StreamSettings(1 << 16, 1 << 17, 1 << 20, 1000, seconds);
    }

    /** Whether the system will probe the peer of an open connection of a local port after so long. */
    private static boolean isProbed(int port, int seconds) {
        try {
            for (Path file : CONNECTIONS) {
                for (String line : Files.readAllLines(file)) {
                    String[] fields = line.strip().split(" +");
                    if (fields[1].endsWith(String.format(":%04X", port)) && fields[3].equals(ESTABLISHED)
                            && fields[5].startsWith(PROBE_TIMER)) {
                        long ticks = Long.parseLong(fields[5].substring(PROBE_TIMER.length()), 16);
                        long left = ticks / TICKS_PER_SECOND;
                        return left <= seconds && left > seconds - LATE_SECONDS_MAX;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatIsAcceptedAndWhatIsConnectedIsProbedAfterItsTime(Transport transport) throws Exception {
        assumeTrue(transport.unavailable() == null);
        try (EventLoops loops = new EventLoops(transport, 1)) {
            Network network = new Network(loops);
            Listener listener = network.listen(loops.next(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenSettings.of(probing(3000), 16, 0, () -> { }), Silent::new)
                .toCompletableFuture().get(60, TimeUnit.SECONDS);
            listener.accept();
            Connection ours = network.connect(loops.next(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()),
                Duration.ofSeconds(60), probing(1000), new Silent())
                .toCompletableFuture().get(60, TimeUnit.SECONDS);
            int port = ((InetSocketAddress) ours.channel().localAddress()).getPort();
            Until.holds("the accepted side is probed", () -> isProbed(listener.port(), 3000));
            Until.holds("the connected side is probed", () -> isProbed(port, 1000));
        }
    }
}
