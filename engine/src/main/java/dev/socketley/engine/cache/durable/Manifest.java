package dev.socketley.engine.cache.durable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Which files are a log: a snapshot, or none, and the segments to replay behind it.
 *
 * @param base     name of the snapshot, or an empty string
 * @param segments names, oldest first; the last is written to
 */
record Manifest(String base, List<String> segments) {
    static final String NAME = "manifest";
    private static final String TITLE = "socketley-log 1";
    private static final int BYTES_MAX = 1 << 20;

    /** Puts this in place of what a directory says now, at once. */
    void write(Disk disk, Path directory) throws IOException {
        StringBuilder text = new StringBuilder(TITLE).append('\n');
        if (!base.isEmpty()) {
            text.append("base ").append(base).append('\n');
        }
        segments.forEach(name -> text.append("segment ").append(name).append('\n'));
        String sum = checksum(text.toString());
        text.append("crc ").append(sum).append('\n');
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        Path fresh = directory.resolve(NAME + ".tmp");
        try (Disk.File file = disk.create(fresh)) {
            file.write(0, bytes, 0, bytes.length);
            file.sync();
        }
        disk.rename(fresh, directory.resolve(NAME));
    }

    static Manifest read(Disk disk, Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        String text;
        try (Disk.File file = disk.openToRead(path)) {
            byte[] bytes = new byte[(int) Math.min(file.length(), BYTES_MAX)];
            int got = Math.max(0, file.read(0, bytes, 0, bytes.length));
            text = new String(bytes, 0, got, StandardCharsets.UTF_8);
        }
        int last = text.lastIndexOf("crc ");
        if (!text.startsWith(TITLE + "\n") || last < 0
                || !text.substring(last).equals("crc " + checksum(text.substring(0, last)) + "\n")) {
            throw new DamageException(path, "not a whole manifest; it names the snapshot and the "
                + "segments of this directory, oldest first");
        }
        String base = "";
        List<String> segments = new ArrayList<>();
        for (String line : text.substring(0, last).split("\n")) {
            if (line.startsWith("base ")) {
                base = line.substring(5);
            } else if (line.startsWith("segment ")) {
                segments.add(line.substring(8));
            }
        }
        return new Manifest(base, List.copyOf(segments));
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }
}
