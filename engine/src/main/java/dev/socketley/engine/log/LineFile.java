package dev.socketley.engine.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that lines are added to. When it has been moved away or removed, as programs do that keep
 * logs short, the next lines begin a new one of its name.
 *
 * <p><b>Thread:</b> one at a time. <b>Owns:</b> the open file.
 */
final class LineFile extends OutputStream {
    private final Path path;
    private OutputStream file;
    private Object key;

    LineFile(Path path) throws IOException {
        this.path = path;
        open();
    }

    private void open() throws IOException {
        file = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        key = keyNow();
    }

    /** What tells files apart; nobody's where there is none. */
    private Object keyNow() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return this;
        }
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        Object now = keyNow();
        if (now != null && !now.equals(key)) {
            file.close();
            open();
        }
        file.write(bytes, from, count);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
