package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushQueueTest {
    /** A channel that raises where it is asked whether it is active, if it is told to. */
    private static final class Fragile extends EmbeddedChannel {
        boolean raises;

        Fragile(Connection connection) {
            super(connection);
        }

        @Override
        public boolean isActive() {
            if (raises) {
                throw new IllegalStateException("broken");
            }
            return super.isActive();
        }
    }

    private static final class Silent implements ConnectionHandler {
        @Override
        public void onReadable(Connection connection, ByteBuf input) {}

        @Override
        public void onClose(Connection connection) {}
    }

    private final List<Fragile> channels = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            connections.add(new Connection(i, new Silent(), new StreamSettings(64, 256, 4096, 1000)));
            channels.add(new Fragile(connections.get(i)));
        }
    }

    @AfterEach
    void leavesNothing() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    private void write(int i) {
        connections.get(i).write(Unpooled.copyInt(i));
    }

    private void turn() {
        channels.forEach(EmbeddedChannel::runPendingTasks);
    }

    private List<Integer> sent() {
        List<Integer> out = new ArrayList<>();
        for (EmbeddedChannel channel : channels) {
            ByteBuf bytes = channel.readOutbound();
            if (bytes != null) {
                out.add(bytes.readInt());
                bytes.release();
            }
        }
        return out;
    }

    @Test
    void oneThatRaisesKeepsNoOtherFromBeingFlushed() {
        open(4);
        for (int i = 0; i < 4; i++) {
            write(i);
        }
        channels.get(1).raises = true;
        turn();
        channels.get(1).raises = false;
        assertThrows(IllegalStateException.class, channels.getFirst()::checkException,
            "its loop hears of it");
        assertEquals(List.of(0, 2, 3), sent());
        for (int i = 0; i < 4; i++) {
            write(i);
        }
        turn();
        assertEquals(List.of(0, 1, 2, 3), sent());
    }
}
