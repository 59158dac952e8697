package dev.socketley.engine.http;

import dev.socketley.engine.protocol.http.MediaTypes;
import java.io.IOException;
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
 * @param type     media type
 * @param content  what is sent, or null when it is read anew for each request
 * @param gzip     content that is compressed, or null
 * @param packed   a compressed file beside it, or null
 * @param coding   how {@code packed} is compressed
 * @param checked  {@link System#nanoTime} when the file was looked at
 */
record SiteFile(Path path, long bytes, String stamp, Instant modified, String type,
        ByteBuffer content, ByteBuffer gzip, SiteFile packed, String coding, long checked) {

    /** What the record and the objects in it take beside content, about. */
    private static final long OBJECTS_BYTES = 640;

    /** A file that a script names, read anew for each request; null when it cannot be served. */
    static SiteFile of(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        if (!now.isRegularFile() || !Files.isReadable(path)) {
            return null;
        }
        return new SiteFile(path, now.size(), stamp(now), now.lastModifiedTime().toInstant()
            .truncatedTo(ChronoUnit.SECONDS), MediaTypes.of(path.getFileName().toString()), null,
            null, null, "", System.nanoTime());
    }

    /** What tells this state of a file from others. */
    static String stamp(BasicFileAttributes now) {
        return Long.toHexString(now.lastModifiedTime().to(TimeUnit.NANOSECONDS)) + "-"
            + Long.toHexString(now.size());
    }

    SiteFile checkedAgain(long now) {
        return new SiteFile(path, bytes, stamp, modified, type, content, gzip, packed, coding, now);
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
            + (gzip == null ? 0 : gzip.remaining()) + (packed == null ? 0 : packed.held());
    }
}
