package dev.socketley.engine.http;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;

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
