package dev.socketley.lua.lib;

import dev.socketley.lua.lib.Blocking.Turn;
import dev.socketley.lua.lib.Blocking.Work;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/**
 * An open file, a command's pipe or a standard stream, as Lua sees it.
 *
 * <p><b>Thread:</b> the state's; what needs the system is {@link Blocking} work, and whoever is in the
 * middle of it has taken the file's {@link #turn}. <b>Owns</b> the descriptor until closed.
 */
final class LuaFile extends LuaUserdata {
    static final int END = -1;
    private static final String IS_DIRECTORY = "Is a directory";
    private static final int BUFFER = 8192;
    /** Who goes on and on gets more at once. */
    private static final int BUFFER_MAX = 16 * BUFFER;
    private static final int BYTES_PER_STEP = 64;
    private static final String BAD_DESCRIPTOR = "Bad file descriptor";
    /** What an open directory gives. */
    private static final InputStream DIRECTORY = new InputStream() {
        @Override
        public int read() throws IOException {
            throw FileErrors.of(IS_DIRECTORY);
        }
    };

    /** One task at a time reads or writes. */
    final Turn turn;

    private final Blocking blocking;
    private final RandomAccessFile file;
    private final Command command;
    private final InputStream in;
    private final OutputStream out;
    private final Path removeAtClose;
    private final boolean append;
    /** A pipe or a device. */
    private final boolean special;
    private final Set<LuaFile> unwritten;
    /** Made when it is first needed. */
    private byte[] buffer = {};
    /** The bytes read ahead; or, when {@code writing}, the bytes not yet written. */
    private int position;
    private int limit;
    private boolean writing;
    private volatile boolean closed;
    private boolean buffered = true;

    private LuaFile(Opener opener, RandomAccessFile file, Command command, Streams streams) {
        // Userdata are equal when what they hold is; each file holds a thing of its own.
        super(new Object(), opener.meta);
        blocking = opener.blocking;
        turn = blocking.turn();
        unwritten = opener.unwritten;
        this.file = file;
        this.command = command;
        in = streams.in;
        out = streams.out;
        append = streams.append;
        special = streams.special;
        removeAtClose = streams.removeAtClose;
    }

    /** What a handle may do. */
    private record Streams(
        InputStream in, OutputStream out, boolean append, boolean special, Path removeAtClose) {}

    /** What came of opening a file: no file if it is a directory, or special, which may take long. */
    private record Opened(RandomAccessFile file, boolean special) {}

    /**
     * What all files of a state share.
     *
     * @param unwritten where a file is, as long as it holds bytes not yet written
     */
    record Opener(LuaValue meta, Blocking blocking, Set<LuaFile> unwritten) {
        LuaFile standard(InputStream in, OutputStream out) {
            LuaFile file = new LuaFile(this, null, null, new Streams(in, out, false, true, null));
            // print writes to the same stream: what each says must come out in its order.
            file.buffered = false;
            return file;
        }

        /** Opens {@code path} in one of C's modes. */
        LuaFile open(Path path, String mode) throws IOException {
            boolean update = mode.indexOf('+') > 0;
            boolean read = update || mode.charAt(0) == 'r';
            boolean write = update || mode.charAt(0) != 'r';
            Work<Opened> open = () -> new Opened(open(path, mode.charAt(0), write), false);
            Opened opened = blocking.run(
                () -> isSpecial(path) ? new Opened(null, true) : open.run(), () -> false);
            boolean special = opened.special;
            RandomAccessFile file = special ? blocking.await(open, () -> false).file : opened.file;
            if (file == null) {
                return new LuaFile(this, null, null, new Streams(DIRECTORY, null, false, false, null));
            }
            return new LuaFile(this, file, null, new Streams(
                read ? InputStream.nullInputStream() : null,
                write ? OutputStream.nullOutputStream() : null, mode.charAt(0) == 'a', special, null));
        }

        /** Whether it is a pipe or a device, where somebody else decides when a call ends. */
        private static boolean isSpecial(Path path) {
            return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
        }

        /** Null if it is a directory, which may be opened for reading and then cannot be read. */
        private static RandomAccessFile open(Path path, char mode, boolean write)
                throws IOException {
            if (mode == 'r' && !Files.exists(path)) {
                throw FileErrors.of("No such file or directory");
            }
            if (Files.isDirectory(path)) {
                if (write) {
                    throw FileErrors.of(IS_DIRECTORY);
                }
                return null;
            }
            RandomAccessFile file = new RandomAccessFile(path.toFile(), write ? "rw" : "r");
            if (mode == 'w' && Files.isRegularFile(path)) {
                file.setLength(0);
            }
            return file;
        }

        LuaFile temporary() throws IOException {
            Path path = blocking.run(() -> Files.createTempFile("lua_", ""), () -> false);
            RandomAccessFile file =
                blocking.run(() -> new RandomAccessFile(path.toFile(), "rw"), () -> false);
            return new LuaFile(this, file, null, new Streams(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), false, false, path));
        }

        /** The end of a running command's pipe that is ours. */
        LuaFile pipe(Command command, boolean reads) {
            return new LuaFile(this, null, command, reads
                ? new Streams(command.process().getInputStream(), null, false, true, null)
                : new Streams(null, command.process().getOutputStream(), false, true, null));
        }
    }

    boolean isClosed() {
        return closed;
    }

    boolean isStandard() {
        return file == null && command == null && in != DIRECTORY;
    }

    boolean isPipe() {
        return command != null;
    }

    /** Lets the system work; a task that is ended in this wait leaves the file closed. */
    private <T> T system(Work<T> work, boolean reads) throws IOException {
        Blocking.Abandoned abandoned = () -> {
            unwritten.remove(this);
            closed = !isStandard();
            // The call may still be writing into it.
            buffer = new byte[0];
            limit = 0;
            position = 0;
            if (reads && command != null) {
                command.end();
            }
            return reads;
        };
        return special ? blocking.await(work, abandoned) : blocking.run(work, abandoned);
    }

    private void makeBuffer() {
        if (buffer.length == 0) {
            buffer = new byte[BUFFER];
        }
    }

    /** For the next time, when a whole buffer was too little. */
    private void growBuffer() {
        if (buffer.length < BUFFER_MAX) {
            buffer = new byte[buffer.length * 4];
        }
    }

    void buffered(boolean value) throws IOException {
        flush();
        buffered = value;
    }

    /** The command's status as {@code waitpid} gives it to a shell, or 0 of a file. */
    int close() throws IOException {
        closed = true;
        if (isStandard()) {
            return 0;
        }
        try {
            flush();
        } finally {
            system(this::release, false);
        }
        return command == null ? 0 : system(command.process()::waitFor, true);
    }

    /** At the end of the state, which waits for no command. */
    void abandon() throws IOException {
        closed = true;
        try {
            flush();
        } finally {
            release();
        }
    }

    private Void release() throws IOException {
        if (command != null) {
            command.process().getInputStream().close();
            command.process().getOutputStream().close();
        } else if (file != null) {
            file.close();
            if (removeAtClose != null) {
                Files.deleteIfExists(removeAtClose);
            }
        }
        return null;
    }

    private int fill(byte[] into) throws IOException {
        // A channel's read ends when its thread is interrupted.
        return Math.max(0, file != null ? file.getChannel().read(ByteBuffer.wrap(into)) : in.read(into));
    }

    private Void drain(byte[] from, int offset, int count) throws IOException {
        if (file == null) {
            out.write(from, offset, count);
            out.flush();
            return null;
        }
        if (append) {
            file.seek(file.length());
        }
        file.write(from, offset, count);
        return null;
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
        makeBuffer();
        if (limit == buffer.length) {
            growBuffer();
        }
        position = 0;
        limit = 0;
        byte[] into = buffer;
        limit = system(() -> fill(into), true);
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
        Polls.poll(1 + n / BYTES_PER_STEP);
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
            Polls.poll(1 + (i - position) / BYTES_PER_STEP);
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
        if (isStandard()) {
            out.write(s.m_bytes, s.m_offset, s.m_length);
            if (out instanceof ProcessOutput process) {
                process.throwFailure();
            }
            return;
        }
        if (!writing) {
            dropReadAhead();
            writing = true;
        }
        makeBuffer();
        if (limit + s.m_length > buffer.length) {
            flush();
            growBuffer();
            writing = true;
        }
        if (s.m_length >= buffer.length) {
            system(() -> drain(s.m_bytes, s.m_offset, s.m_length), false);
        } else {
            System.arraycopy(s.m_bytes, s.m_offset, buffer, limit, s.m_length);
            limit += s.m_length;
            unwritten.add(this);
        }
        if (!buffered) {
            flush();
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
        if (isStandard()) {
            if (out != null) {
                out.flush();
            }
        } else if (writing) {
            unwritten.remove(this);
            writing = false;
            int count = limit;
            limit = 0;
            position = 0;
            byte[] from = buffer;
            try {
                system(() -> drain(from, 0, count), false);
            } catch (IOException e) {
                // As C keeps it, for the next attempt.
                writing = true;
                limit = count;
                throw e;
            }
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
            default -> system(file::length, false);
        };
        if (base + offset < 0) {
            throw FileErrors.of("Invalid argument");
        }
        file.seek(base + offset);
        return base + offset;
    }
}
