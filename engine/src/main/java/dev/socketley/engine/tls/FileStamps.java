package dev.socketley.engine.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How files looked at one moment; links are followed, so that a renewal which swaps one is seen.
 * <b>Thread:</b> any.
 */
record FileStamps(List<String> stamps) {
    static FileStamps of(Collection<Path> files) {
        List<String> stamps = new ArrayList<>();
        for (Path file : files) {
            stamps.add(of(file));
        }
        return new FileStamps(stamps);
    }

    private static String of(Path file) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return is.fileKey() + " " + is.size() + " " + is.lastModifiedTime();
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
