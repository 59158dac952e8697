package dev.socketley.engine.net;

import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.tls.ServerTls;
import dev.socketley.engine.tls.TlsOptions;
import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsGateTest {
    @TempDir
    private Path directory;

    private static final class Unheard implements ConnectionHandler {
        @Override
        public void onReadable(Connection connection, ByteBuf input) {}

        @Override
        public void onClose(Connection connection) {}
    }

    /** As when its peer has gone by the time it is accepted. */
    @Test
    void aConnectionThatIsNeverActiveLeavesWithoutAnError() throws Exception {
        try (ServerTls tls = ServerTls.open("gate", OptionSet.of(TlsOptions.LISTENING)
                .with("tls", "dev").with("tls-dir", directory.toString()))) {
            StreamSettings stream = new StreamSettings(64, 256, 4096, 1000);
            TlsGate gate = new TlsGate(ListenSettings.of(stream, 1, 0, () -> { }).with(tls, 100),
                new Connection(1, new Unheard(), stream));
            EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance(), false, false);
            channel.pipeline().addLast(gate);
            channel.pipeline().remove(gate);
            channel.register();
            channel.checkException();
            channel.finishAndReleaseAll();
        }
    }
}
