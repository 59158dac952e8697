package dev.socketley.engine.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.socketley.engine.protocol.websocket.DeflateSettings;
import dev.socketley.engine.protocol.websocket.DeflateTerms;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.protocol.websocket.WebSocketEncoder;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

/** A message to many is encoded once for each framing, whoever and how many they are. */
class OutgoingTest {
    private static WebSocketEncoder encoder(int bits) {
        return new WebSocketEncoder(false, bits == 0 ? null : new DeflateTerms(true, bits, true, 15),
            new DeflateSettings(true, 15, true, 15, 6, 16));
    }

    /** Where the bytes are that somebody gets; the reference is given back. */
    private static long place(ByteBuf bytes) {
        long address = bytes.memoryAddress();
        bytes.release();
        return address;
    }

    @Test
    void whoeverUnderstandsTheSameFramingGetsTheSameBytes() {
        try (WebSocketEncoder plain = encoder(0); WebSocketEncoder wide = encoder(15);
                WebSocketEncoder alsoWide = encoder(15); WebSocketEncoder narrow = encoder(9);
                Outgoing message = Outgoing.shared(new byte[1000], MessageKind.BINARY);
                Outgoing brief = Outgoing.shared(new byte[3], MessageKind.BINARY)) {
            long line = place(message.line());
            assertEquals(line, place(message.line()));
            long frame = place(message.frame(plain));
            assertNotEquals(line, frame);
            assertEquals(frame, place(message.frame(encoder(0))));
            long deflated = place(message.frame(wide));
            assertNotEquals(frame, deflated);
            assertEquals(deflated, place(message.frame(alsoWide)));
            assertNotEquals(deflated, place(message.frame(narrow)));
            assertEquals(place(brief.frame(plain)), place(brief.frame(wide)), "under the threshold");
        }
    }
}
