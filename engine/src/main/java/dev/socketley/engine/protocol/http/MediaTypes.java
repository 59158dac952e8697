package dev.socketley.engine.protocol.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What a file is, by the end of its name. <b>Thread:</b> any. */
public final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final Map<String, String> BY_EXTENSION = new HashMap<>();

    static {
        rows("text/html; charset=utf-8", "html htm");
        rows("text/css; charset=utf-8", "css");
        rows("text/javascript; charset=utf-8", "js mjs");
        rows("application/json; charset=utf-8", "json map");
        rows("application/manifest+json", "webmanifest");
        rows("text/plain; charset=utf-8", "txt text log");
        rows("text/markdown; charset=utf-8", "md");
        rows("text/csv; charset=utf-8", "csv");
        rows("text/xml; charset=utf-8", "xml");
        rows("application/atom+xml", "atom");
        rows("application/rss+xml", "rss");
        rows("image/png", "png");
        rows("image/jpeg", "jpg jpeg");
        rows("image/gif", "gif");
        rows("image/svg+xml", "svg svgz");
        rows("image/x-icon", "ico");
        rows("image/webp", "webp");
        rows("image/avif", "avif");
        rows("image/bmp", "bmp");
        rows("image/tiff", "tif tiff");
        rows("font/woff2", "woff2");
        rows("font/woff", "woff");
        rows("font/ttf", "ttf");
        rows("font/otf", "otf");
        rows("application/wasm", "wasm");
        rows("video/mp4", "mp4 m4v");
        rows("video/webm", "webm");
        rows("video/ogg", "ogv");
        rows("audio/mpeg", "mp3");
        rows("audio/ogg", "ogg oga opus");
        rows("audio/wav", "wav");
        rows("audio/mp4", "m4a");
        rows("audio/flac", "flac");
        rows("application/pdf", "pdf");
        rows("application/zip", "zip");
        rows("application/gzip", "gz tgz");
        rows("application/x-tar", "tar");
        rows("application/rtf", "rtf");
    }

    private MediaTypes() {}

    private static void rows(String type, String extensions) {
        for (String extension : extensions.split(" ")) {
            BY_EXTENSION.put(extension, type);
        }
    }

    /** The type of a file of that name; {@code application/octet-stream} when it is not known. */
    public static String of(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? UNKNOWN
            : BY_EXTENSION.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }

    /** Whether files of a type become much shorter when they are compressed. */
    public static boolean isText(String type) {
        return type.startsWith("text/") || type.startsWith("application/json")
            || type.startsWith("application/manifest") || type.endsWith("+xml")
            || type.equals("application/wasm") || type.startsWith("application/rtf");
    }
}
