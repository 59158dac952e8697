package dev.socketley.lua.lib;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/**
 * An open file or standard stream, as Lua sees it.
 *
 * <p><b>Thread:</b> the state's; reads and writes block it. <b>Owns</b> the descriptor until closed.
 */
final class LuaFile extends LuaUserdata {
    static final int END = -1;
    private static final int BUFFER = 8192;
    private static final String BAD_DESCRIPTOR = "Bad file descriptor";

    private final RandomAccessFile file;
    private final InputStream in;
    private final OutputStream out;
    private final Path removeAtClose;
    private final boolean append;
    private final Set<LuaFile> unwritten;
    /** Made when it is first needed. */
    private byte[] buffer = {};
    /** The bytes read ahead; or, when {@code writing}, the bytes not yet written. */
    private int position;
    private int limit;
    private boolean writing;
    private boolean closed;
    private boolean buffered = true;

    private LuaFile(LuaValue meta, RandomAccessFile file, Streams streams, Path removeAtClose) {
        // Userdata are equal when what they hold is; each file holds a thing of its own.
        super(new Object(), meta);
        this.file = file;
        this.in = streams.in;
        this.out = streams.out;
        this.append = streams.append;
        this.removeAtClose = removeAtClose;
        this.unwritten = streams.unwritten;
    }

    /** What a handle may do. */
    private record Streams(
        InputStream in, OutputStream out, boolean append, Set<LuaFile> unwritten) {}

    static LuaFile standard(LuaValue meta, InputStream in, OutputStream out) {
        LuaFile file = new LuaFile(meta, null, new Streams(in, out, false, Set.of()), null);
        // print writes to the same stream: what each says must come out in its order.
        file.buffered = false;
        return file;
    }

    /**
     * Opens {@code path} in one of C's modes.
     *
     * @param unwritten where the file is, as long as it holds bytes not yet written
     */
    static LuaFile open(LuaValue meta, Path path, String mode, Set<LuaFile> unwritten)
            throws IOException {
        boolean update = mode.indexOf('+') > 0;
        boolean read = update || mode.charAt(0) == 'r';
        boolean write = update || mode.charAt(0) != 'r';
        if (mode.charAt(0) == 'r' && !Files.exists(path)) {
            throw FileErrors.of("No such file or directory");
        }
        if (Files.isDirectory(path)) {
            throw FileErrors.of("Is a directory");
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), write ? "rw" : "r");
        if (mode.charAt(0) == 'w' && Files.isRegularFile(path)) {
            file.setLength(0);
        }
        Streams streams = new Streams(
            read ? InputStream.nullInputStream() : null,
            write ? OutputStream.nullOutputStream() : null, mode.charAt(0) == 'a', unwritten);
        return new LuaFile(meta, file, streams, null);
    }

    static LuaFile temporary(LuaValue meta, Set<LuaFile> unwritten) throws IOException {
        Path path = Files.createTempFile("lua_", "");
        Streams streams = new Streams(
            InputStream.nullInputStream(), OutputStream.nullOutputStream(), false,
            unwritten);
        return new LuaFile(meta, new RandomAccessFile(path.toFile(), "rw"), streams, path);
    }

    boolean isClosed() {
        return closed;
    }

    boolean isStandard() {
        return file == null;
    }

    private void makeBuffer() {
        if (buffer.length == 0) {
            buffer = new byte[BUFFER];
        }
    }

    void buffered(boolean value) throws IOException {
        flush();
        buffered = value;
    }

    void close() throws IOException {
        closed = true;
        if (file == null) {
            return;
        }
        try {
            flush();
        } finally {
            file.close();
            if (removeAtClose != null) {
                Files.deleteIfExists(removeAtClose);
            }
        }
    }

    /** The next byte without taking it, or {@link #END}. */
    int peek() throws IOException {
        if (writing) {
            flush();
        }
        if (position < limit) {
            return buffer[position] & 255;
        }
        if (in == null) {
            throw FileErrors.of(BAD_DESCRIPTOR);
        }
        position = 0;
        makeBuffer();
        limit = Math.max(0, file != null ? file.read(buffer) : in.read(buffer));
        return limit == 0 ? END : buffer[0] & 255;
    }

    int read() throws IOException {
        int b = peek();
        if (b != END) {
            position++;
        }
        return b;
    }

    /** Moves up to {@code count} bytes that are at hand to {@code to}; 0 at the end. */
    int read(Bytes to, int count) throws IOException {
        if (peek() == END) {
            return 0;
        }
        int n = Math.min(count, limit - position);
        to.add(buffer, position, n);
        position += n;
        return n;
    }

    /** Moves bytes to {@code to} up to a line end, which is taken too; false at the end. */
    boolean readLine(Bytes to, boolean keepEnd) throws IOException {
        if (peek() == END) {
            return false;
        }
        while (peek() != END) {
            int i = position;
            while (i < limit && buffer[i] != '\n') {
                i++;
            }
            to.add(buffer, position, i - position);
            position = i;
            if (i < limit) {
                position++;
                if (keepEnd) {
                    to.add('\n');
                }
                break;
            }
        }
        return true;
    }

    void write(LuaString s) throws IOException {
        if (out == null) {
            throw FileErrors.of(BAD_DESCRIPTOR);
        }
        if (file == null) {
            out.write(s.m_bytes, s.m_offset, s.m_length);
            return;
        }
        if (!writing) {
            dropReadAhead();
            writing = true;
        }
        if (limit + s.m_length > BUFFER) {
            flush();
            writing = true;
        }
        if (s.m_length >= BUFFER) {
            toEndWhenAppending();
            file.write(s.m_bytes, s.m_offset, s.m_length);
        } else {
            makeBuffer();
            System.arraycopy(s.m_bytes, s.m_offset, buffer, limit, s.m_length);
            limit += s.m_length;
            unwritten.add(this);
        }
        if (!buffered) {
            flush();
        }
    }

    private void toEndWhenAppending() throws IOException {
        if (append) {
            file.seek(file.length());
        }
    }

    private void dropReadAhead() throws IOException {
        if (file != null && position < limit) {
            file.seek(file.getFilePointer() - (limit - position));
        }
        position = 0;
        limit = 0;
    }

    void flush() throws IOException {
        if (file == null) {
            if (out != null) {
                out.flush();
            }
        } else if (writing) {
            toEndWhenAppending();
            unwritten.remove(this);
            file.write(buffer, 0, limit);
            limit = 0;
            position = 0;
            writing = false;
        }
    }

    /** Moves as {@code fseek} does and returns the new place. */
    long seek(String whence, long offset) throws IOException {
        if (file == null) {
            throw FileErrors.of("Illegal seek");
        }
        flush();
        dropReadAhead();
        long base = switch (whence) {
            case "set" -> 0;
            case "cur" -> file.getFilePointer();
            default -> file.length();
        };
        if (base + offset < 0) {
            throw FileErrors.of("Invalid argument");
        }
        file.seek(base + offset);
        return base + offset;
    }
}
