package dev.socketley.lua.lib;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Failures of files as C reports them: nil, message, errno. */
public final class FileErrors {
    private static final char REPLACED = '\ufffd';
    private static final String NOT_UTF_8 = "Invalid or incomplete multibyte or wide character";
    private static final String[] TEXTS = {
        "2 No such file or directory", "13 Permission denied", "17 File exists",
        "20 Not a directory", "21 Is a directory", "39 Directory not empty",
        "28 No space left on device", "9 Bad file descriptor", "23 Too many open files in system",
        "24 Too many open files", "40 Too many levels of symbolic links", "36 File name too long",
        "22 Invalid argument", "29 Illegal seek", "30 Read-only file system",
        "32 Broken pipe", "84 " + NOT_UTF_8, "1 Operation not permitted", "6 No such device or address",
        "11 Resource temporarily unavailable", "12 Cannot allocate memory",
        "16 Device or resource busy", "18 Invalid cross-device link", "19 No such device",
        "25 Inappropriate ioctl for device", "26 Text file busy", "27 File too large", "31 Too many links",
        "95 Operation not supported", "122 Disk quota exceeded"
    };

    private FileErrors() {}

    /** An IOException that carries one of C's texts. */
    static IOException of(String text) {
        return new FileSystemException(null, null, text);
    }

    /** {@code name} made absolute. */
    static Path path(LibraryContext ctx, String name) throws IOException {
        return path(ctx.directory(), name);
    }

    /** {@code name} below {@code directory}, unless it is absolute. */
    public static Path path(Path directory, String name) throws IOException {
        if (name.isEmpty() || name.indexOf(0) >= 0) {
            throw new NoSuchFileException(name);
        }
        // Names that are no UTF-8 would all be one name.
        if (name.indexOf(REPLACED) >= 0) {
            throw of(NOT_UTF_8);
        }
        try {
            return directory.resolve(name);
        } catch (InvalidPathException e) {
            throw of(NOT_UTF_8);
        }
    }

    /** The three results; {@code name} null leaves it out of the message. */
    static Varargs result(String name, IOException e) {
        String text = text(e);
        int errno = 5;
        for (String known : TEXTS) {
            int space = known.indexOf(' ');
            if (known.substring(space + 1).equals(text)) {
                errno = Integer.parseInt(known, 0, space, 10);
            }
        }
        return LuaValue.varargsOf(LuaValue.NIL,
            LuaValue.valueOf(name == null ? text : name + ": " + text),
            LuaInteger.valueOf(errno));
    }

    /** C's text for {@code e}. */
    public static String text(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "File exists";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "Directory not empty";
        }
        String message = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        for (String known : TEXTS) {
            String text = known.substring(known.indexOf(' ') + 1);
            if (message != null && message.contains(text)) {
                return text;
            }
        }
        return "Input/output error";
    }
}
