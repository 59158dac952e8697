package dev.socketley.engine.option;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks the places where options want files. <b>Thread:</b> any that may wait for a disk. */
public final class Places {
    private Places() {}

    /**
     * Refuses a file that cannot be written, as far as that can be known without writing it.
     *
     * @throws EngineException EINVAL, naming option and file
     */
    public static void check(String option, Path file) {
        check(option, file, false);
    }

    /** As {@link #check(String, Path)}, for a file that is replaced by a new one written beside it. */
    public static void checkReplaced(String option, Path file) {
        check(option, file, true);
    }

    private static void check(String option, Path file, boolean replaced) {
        if (Files.isDirectory(file)) {
            throw new EngineException(ErrorCode.EINVAL, option + ": " + file + ": is a directory");
        }
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            throw new EngineException(ErrorCode.EINVAL, option + ": " + file + ": no such directory");
        }
        if (!Files.isWritable(replaced || !Files.exists(file) ? directory : file)) {
            throw new EngineException(ErrorCode.EINVAL, option + ": " + file + ": permission denied");
        }
    }
}
