package dev.socketley.engine.option;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where options say that files are to be. <b>Thread:</b> any that may wait for a disk. */
public final class Places {
    private Places() {}

    /**
     * Refuses a file that cannot be made, as far as that can be told without making it.
     *
     * @throws EngineException EINVAL, naming option and file
     */
    public static void check(String option, Path file) {
        check(option, file, false);
    }

    /** As {@link #check(String, Path)} of a file that is written anew beside the one that is there. */
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
