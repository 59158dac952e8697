package dev.socketley.lua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells one version of a file from the next: two equal stamps, and it has not been written.
 *
 * @param key the file's identity, which a rename over it changes; null where there is none
 */
public record FileStamp(FileTime modified, long bytes, Object key) {
    /** Of a file that cannot be looked at. */
    public static final FileStamp MISSING = new FileStamp(FileTime.fromMillis(0), -1, null);

    /** Gone, or emptied by somebody who is about to write it. */
    public boolean isUnwritten() {
        return bytes <= 0;
    }

    /** The file's stamp now. */
    public static FileStamp of(Path file) {
        try {
            var a = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(a.lastModifiedTime(), a.size(), a.fileKey());
        } catch (IOException e) {
            return MISSING;
        }
    }
}
