package dev.socketley.engine.http;

import dev.socketley.engine.protocol.http.HttpDate;
import dev.socketley.engine.protocol.http.MediaTypes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * A file as it was found. <b>Thread:</b> any; it does not change.
 *
 * @param path     real, below the site's directory
 * @param bytes    how long it is on disk
 * @param stamp    what tells this state of the file from others
 * @param modified when it was changed last, to the second
 * @param date     the same as HTTP writes it
 * @param type     media type
 * @param content  what is sent, or null when it is not kept in memory
 * @param mapped   the file's bytes where {@code content} is null, or null; never looked at here,
 *                 because a file that becomes shorter takes them away
 * @param gzip     content that is compressed, or null
 * @param packed   a compressed file beside it, or null
 * @param coding   how {@code packed} is compressed
 * @param checked  {@link System#nanoTime} when the file was looked at
 */
record SiteFile(Path path, long bytes, String stamp, Instant modified, String date, String type,
        ByteBuffer content, MemorySegment mapped, ByteBuffer gzip, SiteFile packed, String coding,
        long checked) {
    /** What a mapping is counted as: tables of the kernel, and one of its mappings per process. */
    private static final int MAPPING_BYTES = 16 << 10;
    /** What the record and the objects in it take beside content, about. */
    private static final long OBJECTS_BYTES = 640;

    /** A file that a script names, read anew for each request; null when it cannot be served. */
    static SiteFile of(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        if (!now.isRegularFile() || !Files.isReadable(path)) {
            return null;
        }
        Instant modified = now.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
        return new SiteFile(path, now.size(), stamp(now), modified, HttpDate.format(modified),
            MediaTypes.of(path.getFileName().toString()), null, null, null, null, "",
            System.nanoTime());
    }

    /** What tells this state of a file from others. */
    static String stamp(BasicFileAttributes now) {
        return Long.toHexString(now.lastModifiedTime().to(TimeUnit.NANOSECONDS)) + "-"
            + Long.toHexString(now.size());
    }

    SiteFile checkedAgain(long now) {
        return new SiteFile(path, bytes, stamp, modified, date, type, content, mapped, gzip, packed,
            coding, now);
    }

    /** Bytes of a response that is not compressed: a script may have been put into it. */
    long size() {
        return content == null ? bytes : content.remaining();
    }

    /** @param variant of one file, such as its coding */
    String etag(String variant) {
        return '"' + stamp + variant + '"';
    }

    /** Bytes that it takes in memory. */
    long held() {
        return OBJECTS_BYTES + (content == null ? 0 : content.remaining())
            + (mapped == null ? 0 : MAPPING_BYTES)
            + (gzip == null ? 0 : gzip.remaining()) + (packed == null ? 0 : packed.held());
    }
}
