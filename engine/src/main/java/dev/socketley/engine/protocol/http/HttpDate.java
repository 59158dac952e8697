package dev.socketley.engine.protocol.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as HTTP writes them: {@code Sun, 06 Nov 1994 08:49:37 GMT}. <b>Thread:</b> any. */
public final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter
        .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long SECOND_NANOS = 1_000_000_000;

    /** A line that is right for the second in which it was made; replaced whole. */
    private record Line(byte[] bytes, long until) {}

    private static volatile Line now = new Line(new byte[0], System.nanoTime());

    private HttpDate() {}

    public static String format(Instant at) {
        return FORMAT.format(at);
    }

    /** What a header's value says, or null when it is no date. */
    public static Instant parse(String text) {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The field for this second, with its line end; not to be changed. */
    public static byte[] line() {
        Line line = now;
        long nanos = System.nanoTime();
        if (nanos - line.until >= 0) {
            Instant instant = Instant.now();
            line = new Line(("Date: " + format(instant) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII), nanos + SECOND_NANOS - instant.getNano());
            now = line;
        }
        return line.bytes;
    }
}
