package dev.socketley.engine.protocol.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WebSocketDeflateTest {
    private static final DeflateSettings ALL = new DeflateSettings(true, 15, true, 15, 6, 0);
    private static final DeflateTerms FULL = new DeflateTerms(true, 15, true, 15);

    @BeforeAll
    static void needsZlib() {
        assertNull(DeflateSettings.unavailable());
    }

    private static String accepted(String offer, DeflateSettings settings) {
        DeflateOffers.Agreed agreed = DeflateOffers.accept(List.of(offer), settings);
        return agreed == null ? null : agreed.answer().replace("permessage-deflate", "pd")
            .replace("_context_takeover", "").replace("_max_window_bits", "");
    }

    private static String offer(String text) {
        return text.replace("pd", "permessage-deflate").replace("no", "no_context_takeover")
            .replace("bits", "max_window_bits");
    }

    // ---- negotiation ------------------------------------------------------------------------

    @Test
    void offersAreAnsweredWithWhatBothCan() {
        String[][] cases = {
            {"pd", "pd"},
            {"pd; server_no; client_no", "pd; server_no; client_no"},
            {"pd; server_bits=9", "pd; server=9"},
            {"pd; server_bits=\"12\"", "pd; server=12"},
            {"pd; client_bits", "pd"},
            {"pd; client_bits=10", "pd"},
            {"PD;Server_No".toLowerCase(), "pd; server_no"},
            {"other, pd; server_bits=8, pd; unknown, pd; client_bits=9", "pd"},
            {"x; a=\"pd, b\", pd; server_no", "pd; server_no"}};
        for (String[] c : cases) {
            assertEquals(c[1], accepted(offer(c[0]), ALL), c[0]);
        }
    }

    @Test
    void offersThatCannotBeAreDeclined() {
        for (String wrong : List.of("", "pd; server_bits", "pd; server_bits=8", "pd; server_bits=16",
                "pd; server_bits=09", "pd; server_no=1", "pd; client_bits=7", "pd; client_no; client_no",
                "pd; x", "pd; server_bits=\"9", "pd server_no", "perframe-deflate", ";", ",,")) {
            assertNull(accepted(offer(wrong), ALL), wrong);
        }
    }

    @Test
    void settingsNarrowWhatIsAgreed() {
        DeflateSettings small = new DeflateSettings(false, 10, false, 11, 1, 0);
        assertEquals("pd; server_no; client_no; server=10", accepted(offer("pd"), small));
        assertEquals("pd; server_no; client_no; server=10; client=11",
            accepted(offer("pd; client_bits"), small));
        DeflateTerms terms = DeflateOffers.accept(List.of(offer("pd; client_bits=9")), small).terms();
        assertEquals(new DeflateTerms(false, 10, false, 9), terms);
    }

    @Test
    void aClientChecksWhatTheServerChose() throws Exception {
        DeflateSettings settings = new DeflateSettings(true, 12, false, 11, 6, 0);
        String offered = DeflateOffers.offer(settings);
        assertEquals(offer("pd; server_no; server_bits=11; client_bits=12"), offered);
        DeflateTerms terms =
            DeflateOffers.answered(List.of(offer("pd; server_no; server_bits=10; client_bits=9")),
                settings);
        assertEquals(new DeflateTerms(true, 9, false, 10), terms);
        assertNull(DeflateOffers.answered(List.of(), settings));
        for (String wrong : List.of("pd", "pd; server_no", "pd; server_no; server_bits=12", "x",
                "pd; server_no; server_bits=11, pd", "pd; server_no; server_bits=10; client_bits=13")) {
            assertThrows(ProtocolException.class,
                () -> DeflateOffers.answered(List.of(offer(wrong)), settings), wrong);
        }
        assertThrows(ProtocolException.class,
            () -> DeflateOffers.answered(List.of(offer("pd")), null));
    }

    // ---- both ends --------------------------------------------------------------------------

    /** Two ends under terms, ours and the mirrored ones. */
    private static final class Ends implements AutoCloseable {
        final WebSocketEncoder encoder;
        final WebSocketDecoder decoder;
        final ByteBuf wire = Unpooled.buffer();

        Ends(boolean fromClient, DeflateTerms terms, int bytesMin, int messageMax) {
            encoder = new WebSocketEncoder(fromClient, terms,
                new DeflateSettings(terms.ownTakeover(), terms.ownBits(), true, 15, 6, bytesMin));
            decoder = new WebSocketDecoder(fromClient, new DeflateTerms(terms.peerTakeover(),
                terms.peerBits(), terms.ownTakeover(), terms.ownBits()), messageMax);
        }

        byte[] receive() throws ProtocolException {
            assertEquals(WebSocketDecoder.Step.MESSAGE, decoder.next(wire));
            return decoder.takePayload();
        }

        byte[] pass(byte[] message) throws ProtocolException {
            encoder.message(MessageKind.BINARY, message, message.length, wire);
            return receive();
        }

        @Override
        public void close() {
            encoder.close();
            decoder.close();
        }
    }

    private static byte[] words(Random random, int size) {
        StringBuilder out = new StringBuilder();
        while (out.length() < size) {
            out.append("{\"id\":").append(random.nextInt(99)).append(",\"name\":\"value\"},");
        }
        return out.substring(0, size).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void everyWindowAndContextGivesBackWhatWasSent() throws Exception {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int bits = 9; bits <= 15; bits++) {
            for (boolean takeover : new boolean[] {false, true}) {
                for (boolean fromClient : new boolean[] {false, true}) {
                    try (Ends ends = new Ends(fromClient, new DeflateTerms(takeover, bits, true, 15),
                            0, 1 << 20)) {
                        for (int size : new int[] {0, 1, 100, 5000, 100_000, 0, 0, 40_000}) {
                            byte[] message = words(random, size);
                            assertArrayEquals(message, ends.pass(message), () -> "seed " + seed);
                        }
                    }
                }
            }
        }
    }

    @Test
    void earlierMessagesMakeLaterOnesSmallerOnlyIfThatWasAgreed() throws Exception {
        byte[] message = words(new Random(7), 2000);
        for (boolean takeover : new boolean[] {false, true}) {
            try (Ends ends = new Ends(false, new DeflateTerms(takeover, 15, true, 15), 0, 1 << 20)) {
                ends.encoder.message(MessageKind.TEXT, message, message.length, ends.wire);
                int first = ends.wire.readableBytes();
                ends.receive();
                ends.encoder.message(MessageKind.TEXT, message, message.length, ends.wire);
                int second = ends.wire.readableBytes();
                assertEquals(takeover, second < first / 4, first + " then " + second);
            }
        }
    }

    @Test
    void whatIsSentAsItIsOrSharedLeavesTheContextRight() throws Exception {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        try (Ends ends = new Ends(false, new DeflateTerms(true, 10, true, 15), 200, 1 << 20)) {
            for (int i = 0; i < 2000; i++) {
                byte[] message = words(random, random.nextInt(600));
                if (random.nextInt(4) == 0) {
                    int form = ends.encoder.form(message.length);
                    ends.encoder.shared(form, MessageKind.TEXT, message, message.length, ends.wire);
                    ends.encoder.sentShared(form);
                } else {
                    ends.encoder.message(MessageKind.TEXT, message, message.length, ends.wire);
                }
                assertEquals(message.length < 200, (ends.wire.getByte(0) & 0x40) == 0);
                assertArrayEquals(message, ends.receive(), () -> "seed " + seed);
                ends.wire.discardReadBytes();
            }
        }
    }

    @Test
    void aBombIsRefusedWhileItInflates() throws Exception {
        int most = 100_000;
        for (int size : new int[] {most, most + 1, 50_000_000}) {
            try (Ends ends = new Ends(false, FULL, 0, most)) {
                ends.encoder.message(MessageKind.BINARY, new byte[size], size, ends.wire);
                assertTrue(ends.wire.readableBytes() < most);
                if (size == most) {
                    assertEquals(most, ends.receive().length);
                } else {
                    assertEquals(CloseCode.TOO_BIG,
                        assertThrows(ProtocolException.class, ends::receive).status());
                }
            }
        }
    }

    @Test
    void aWindowThatIsTooLargeForWhatWasAgreedIsFound() throws Exception {
        byte[] far = new byte[40_000];
        new Random(3).nextBytes(far);
        System.arraycopy(far, 0, far, 20_000, 300);
        try (WebSocketEncoder wide = new WebSocketEncoder(false, FULL, ALL);
                WebSocketDecoder narrow = new WebSocketDecoder(false,
                    new DeflateTerms(true, 15, true, 9), 1 << 20)) {
            ByteBuf wire = Unpooled.buffer();
            wide.message(MessageKind.BINARY, far, far.length, wire);
            assertEquals(CloseCode.NOT_CONSISTENT,
                assertThrows(ProtocolException.class, () -> narrow.next(wire)).status());
        }
    }

    // ---- fuzz -------------------------------------------------------------------------------

    private static List<String> decode(ByteBuf input, Random split) {
        List<String> out = new ArrayList<>();
        ByteBuf unread = Unpooled.buffer();
        try (WebSocketDecoder decoder = new WebSocketDecoder(false, FULL, 3000)) {
            int at = 0;
            while (at < input.readableBytes()) {
                int n = split == null ? input.readableBytes() : 1 + split.nextInt(60);
                n = Math.min(n, input.readableBytes() - at);
                unread.writeBytes(input, at, n);
                at += n;
                for (WebSocketDecoder.Step step = decoder.next(unread);
                        step != WebSocketDecoder.Step.MORE; step = decoder.next(unread)) {
                    out.add(step + " "
                        + new String(decoder.takePayload(), StandardCharsets.ISO_8859_1));
                }
            }
        } catch (ProtocolException e) {
            out.add("refused " + e.status());
        }
        return out;
    }

    @Test
    void wrongBytesGiveTheSameRefusalForAnySplit() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        long end = System.nanoTime() + Long.getLong("socketley.fuzz.ms", 1000) * 1_000_000;
        while (System.nanoTime() < end) {
            ByteBuf wire = Unpooled.buffer();
            try (WebSocketEncoder encoder = new WebSocketEncoder(false, FULL, ALL)) {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    byte[] message = words(random, random.nextInt(3500));
                    encoder.message(random.nextBoolean() ? MessageKind.TEXT : MessageKind.BINARY,
                        message, message.length, wire);
                }
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                wire.setByte(random.nextInt(wire.readableBytes()), random.nextInt(256));
            }
            assertEquals(decode(wire, null), decode(wire, random), () -> "seed " + seed);
        }
    }
}
