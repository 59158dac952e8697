package dev.socketley.engine.cache.durable;

import java.io.IOException;
import java.nio.file.Path;

/** A file of a cache's data is damaged where nothing may be guessed: loading it is refused. */
public final class DamageException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param what what is wrong, for people */
    DamageException(Path file, long offset, String what) {
        super(file + " is damaged at offset " + offset + ": " + what
            + "; 'socketley cache repair " + file + "' cuts it there and keeps a copy");
    }

    DamageException(Path file, String what) {
        super(file + ": " + what);
    }
}
