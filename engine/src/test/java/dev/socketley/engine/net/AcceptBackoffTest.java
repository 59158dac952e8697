package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class AcceptBackoffTest {
    /** A burst of them would have every descriptor until the end of the turn. */
    @Test
    void whatIsOneTooManyIsClosedAtOnce() {
        int[] refused = {0};
        StreamSettings stream = new StreamSettings(1, 2, 3, 4);
        EmbeddedChannel listener = new EmbeddedChannel(new AcceptBackoff(
            new ConnectionLimit(ConnectionLimit.OPEN_BESIDE + 1),
            ListenSettings.of(stream, 16, 0, () -> refused[0]++)));
        EmbeddedChannel first = new EmbeddedChannel();
        EmbeddedChannel second = new EmbeddedChannel();
        listener.writeInbound(first, second);
        assertSame(first, listener.readInbound());
        assertNull(listener.readInbound());
        assertFalse(second.isOpen());
        assertEquals(1, refused[0]);
        first.close();
        EmbeddedChannel third = new EmbeddedChannel();
        listener.writeInbound(third);
        assertSame(third, listener.readInbound());
        listener.finish();
        third.close();
    }
}
