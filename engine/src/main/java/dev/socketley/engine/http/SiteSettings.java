package dev.socketley.engine.http;

import java.nio.file.Path;

/**
 * How files are served.
 *
 * @param root       directory that holds them
 * @param index      name of the file that stands for its directory
 * @param fallback   file for paths of pages that are not there, or an empty string
 * @param cached     whether files of any size are kept in memory
 * @param cacheBytes how much may be kept
 * @param checkNanos how long a file that was looked at is taken to be as it was
 * @param script     whether pages get the script that opens a WebSocket
 * @param gzip       whether text is compressed
 * @param hidden     whether names that begin with a dot are served
 * @param maxAge     seconds for Cache-Control, 0 for no such field
 * @param listing    most names in the page of a directory without index, 0 for no such pages
 */
public record SiteSettings(Path root, String index, String fallback, boolean cached,
        long cacheBytes, long checkNanos, boolean script, boolean gzip, boolean hidden,
        long maxAge, int listing) {}
