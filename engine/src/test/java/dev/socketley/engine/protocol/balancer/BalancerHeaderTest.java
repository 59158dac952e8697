package dev.socketley.engine.protocol.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BalancerHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static byte[] text(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Gives it byte by byte and then something that is not of it. */
    private static BalancerHeader taken(byte[] bytes) throws ProtocolException {
        ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < bytes.length - 1; i++) {
            in.writeByte(bytes[i]);
            assertNull(BalancerHeader.take(in), "after " + (i + 1) + " bytes");
            assertEquals(i + 1, in.readableBytes());
        }
        in.writeByte(bytes[bytes.length - 1]).writeBytes(text("rest"));
        BalancerHeader header = BalancerHeader.take(in);
        assertEquals("rest", in.toString(StandardCharsets.ISO_8859_1));
        return header;
    }

    private static String shown(BalancerHeader header) {
        return header.source() + " " + header.destination();
    }

    @Test
    void linesAndBytesTellBothEnds() throws Exception {
        assertEquals("/192.168.0.1:56324 /192.168.0.11:443",
            shown(taken(text("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n"))));
        assertEquals("/[2001:db8:0:0:0:0:0:1]:1 /[0:0:0:0:0:0:0:1]:65535",
            shown(taken(text("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n"))));
        assertEquals("/1.2.3.4:1000 /5.6.7.8:443",
            shown(taken(hex(SIGNATURE + "21 11 000c 01020304 05060708 03e8 01bb"))));
        assertEquals("/1.2.3.4:1000 /5.6.7.8:443", shown(taken(hex(SIGNATURE
            + "21 11 0013 01020304 05060708 03e8 01bb 04 0004 00000000"))), "what else it carries");
        assertEquals("/[2001:db8:0:0:0:0:0:1]:1000 /[0:0:0:0:0:0:0:1]:443", shown(taken(hex(SIGNATURE
            + "21 21 0024 20010db8000000000000000000000001 00000000000000000000000000000001 03e8 01bb"))));
    }

    @Test
    void whatDoesNotTellIsTheBalancersOwn() throws Exception {
        for (byte[] bytes : List.of(text("PROXY UNKNOWN\r\n"),
                text("PROXY UNKNOWN ffff:f:f ffff::f 65535 65535\r\n"), hex(SIGNATURE + "20 00 0000"),
                hex(SIGNATURE + "20 11 000c 01020304 05060708 03e8 01bb"),
                hex(SIGNATURE + "21 31 00d8" + "61".repeat(216)))) {
            assertEquals("null null", shown(taken(bytes)));
        }
    }

    @Test
    void whatIsNoHeaderIsRefusedAsSoonAsItShows() {
        for (byte[] bytes : List.of(text("GET / HTTP/1.1\r\n"), text("PROXZ"), text("\r\n\r\nx"),
                text("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n"), text("PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n"),
                text("PROXY TCP4 1.2.3 5.6.7.8 1 2\r\n"), text("PROXY TCP4 ::1 ::1 1 2\r\n"),
                text("PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n"), text("PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n"),
                text("PROXY TCP4 1.2.3.4 5.6.7.8 65536 2\r\n"),
                text("PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n"), text("PROXY TCP4 1.2.3.4 5.6.7.8 +1 2\r\n"),
                text("PROXY  TCP4 1.2.3.4 5.6.7.8 1 2\r\n"), text("PROXY " + "x".repeat(101)),
                hex(SIGNATURE + "11 11 000c"), hex(SIGNATURE + "22 11 000c"),
                hex(SIGNATURE + "21 11 000b"), hex(SIGNATURE + "21 21 0023"),
                hex(SIGNATURE + "21 11 0ff1"))) {
            assertThrows(ProtocolException.class,
                () -> BalancerHeader.take(Unpooled.wrappedBuffer(bytes)),
                () -> new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void whatIsSaidIsUnderstood() throws Exception {
        InetSocketAddress four = new InetSocketAddress("10.0.0.1", 1);
        InetSocketAddress six = new InetSocketAddress("2001:db8::7", 65_535);
        for (int version : new int[] {1, 2}) {
            for (InetSocketAddress from : List.of(four, six)) {
                BalancerHeader said = new BalancerHeader(from, from);
                ByteBuf out = Unpooled.buffer();
                said.put(version, out);
                assertEquals(said, BalancerHeader.take(out));
                assertEquals(0, out.readableBytes());
            }
            ByteBuf out = Unpooled.buffer();
            new BalancerHeader(four, six).put(version, out);
            BalancerHeader mixed = BalancerHeader.take(out);
            assertEquals(six, mixed.destination());
            assertEquals(1, mixed.source().getPort());
            new BalancerHeader(null, six).put(version, out);
            assertEquals("null null", shown(BalancerHeader.take(out)));
        }
    }

    /** Nothing but a refusal is thrown, and any split comes to the same. */
    @Test
    void anySplitOfAnyBytesComesToTheSame() {
        List<byte[]> seeds = List.of(text("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\nrest"),
            hex(SIGNATURE + "21 11 000c 01020304 05060708 03e8 01bb 00"), text("PROXY UNKNOWN\r\n"));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (int n = random.nextInt(4); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertEquals(outcome(bytes, bytes.length), outcome(bytes, 1 + random.nextInt(bytes.length)),
                () -> "seed " + seed + ": " + HexFormat.of().formatHex(bytes));
        }
    }

    private static String outcome(byte[] bytes, int step) {
        ByteBuf in = Unpooled.buffer();
        try {
            for (int at = 0; at < bytes.length; at += step) {
                in.writeBytes(bytes, at, Math.min(step, bytes.length - at));
                BalancerHeader header = BalancerHeader.take(in);
                if (header != null) {
                    return shown(header) + " after " + in.readerIndex();
                }
            }
            return "more";
        } catch (ProtocolException e) {
            return "refused";
        }
    }
}
