package dev.socketley.engine.protocol.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.protocol.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random input. A failure names its seed; {@code -Dsocketley.seed=} runs that one again, and
 * {@code -Dsocketley.fuzz.ms=} sets for how long.
 */
@DisplayName("RESP decoder, random input")
class RespDecoderFuzzTest {
    private static final RespLimits LIMITS = new RespLimits(64, 300, 4000, 200);
    private static final String[] PIECES = {
        "*", "$", "\r\n", "\n", "*2\r\n", "*1\r\n$4\r\nPING\r\n", "$3\r\nGET\r\n", "$-1\r\n", "-",
        "0", "1", "64", "65", "300", "301", "999999999999", " ", "\"", "'", "\\x41", "SET k v\r\n",
        "*0\r\n", "*-1\r\n", ":1\r\n"};

    @Test
    void anySplitGivesTheSameCommandsAndNothingButAProtocolErrorIsThrown() {
        forSeeds(random -> {
            byte[] input = input(random);
            List<String> whole = decode(input, new Random(0), input.length);
            for (int i = 0; i < 4; i++) {
                assertEquals(whole, decode(input, random, 1 + random.nextInt(40)));
            }
        });
    }

    @Test
    void whatIsEncodedIsDecoded() {
        forSeeds(random -> {
            List<String> expected = new ArrayList<>();
            RespWriter writer = new RespWriter();
            for (int i = random.nextInt(5); i >= 0; i--) {
                List<String> command = new ArrayList<>();
                int count = 1 + random.nextInt(10);
                writer.array(count);
                for (int a = 0; a < count; a++) {
                    byte[] arg = new byte[random.nextInt(100)];
                    random.nextBytes(arg);
                    writer.bulk(arg);
                    command.add(new String(arg, StandardCharsets.ISO_8859_1));
                }
                expected.add(command.toString());
            }
            byte[] input = Arrays.copyOf(writer.bytes(), writer.length());
            assertEquals(expected, decode(input, random, 1 + random.nextInt(60)));
        });
    }

    private interface Round {
        void run(Random random);
    }

    private static void forSeeds(Round round) {
        Long only = Long.getLong("socketley.seed");
        long end = System.nanoTime() + Long.getLong("socketley.fuzz.ms", 1000) * 1_000_000;
        Random seeds = new Random();
        do {
            long seed = only == null ? seeds.nextLong() : only;
            try {
                round.run(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        } while (only == null && System.nanoTime() < end);
    }

    private static byte[] input(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(30); i >= 0; i--) {
            if (random.nextInt(8) == 0) {
                byte[] noise = new byte[random.nextInt(12)];
                random.nextBytes(noise);
                out.writeBytes(noise);
            } else {
                String piece = PIECES[random.nextInt(PIECES.length)];
                out.writeBytes(piece.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return out.toByteArray();
    }

    /** Feeds input in pieces, as a connection does: what is not used comes again, at its start. */
    private static List<String> decode(byte[] input, Random random, int pieceMax) {
        RespDecoder decoder = new RespDecoder(LIMITS);
        List<String> commands = new ArrayList<>();
        int used = 0;
        int arrived = 0;
        try {
            while (arrived < input.length) {
                arrived = Math.min(input.length, arrived + 1 + random.nextInt(pieceMax));
                // Moved to another place each time, with garbage around it.
                byte[] buffer = new byte[arrived - used + 7];
                Arrays.fill(buffer, (byte) '*');
                System.arraycopy(input, used, buffer, 3, arrived - used);
                int to = 3 + arrived - used;
                int at = 3;
                for (int next = decoder.next(buffer, at, to); next != RespDecoder.MORE;
                        next = decoder.next(buffer, at, to)) {
                    commands.add(RespDecoderTest.words(decoder.args()).toString());
                    at = next;
                }
                used += at - 3;
            }
        } catch (ProtocolException e) {
            commands.add("refused: " + e.getMessage());
        }
        return commands;
    }
}
