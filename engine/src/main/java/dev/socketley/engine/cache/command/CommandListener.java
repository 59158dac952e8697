package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.util.List;

/**
 * Hears of the commands that may change keys, each once it has run. What a command changed when it
 * had to ask hooks is told here only if that was in a value too large to be copied: any other such
 * change is a whole value, told by the store.
 *
 * <p>Thread: the cache's home loop.
 */
public interface CommandListener {
    /** What is changed from here on, or was until here, is to be kept as one; groups may nest. */
    default void group(boolean begins) {
    }

    /** A command begins that may change keys. */
    void begins(Command row);

    /**
     * It has run, well or not.
     *
     * @param database where it began
     * @param args     the command, or what has the same effect whenever it is run; valid during the
     *                 call
     */
    void ran(int database, Args args);

    /** Several as one; null for none. */
    static CommandListener joined(List<CommandListener> all) {
        return switch (all.size()) {
            case 0 -> null;
            case 1 -> all.getFirst();
            default -> new Several(List.copyOf(all));
        };
    }

    /** Tells each of them. */
    record Several(List<CommandListener> all) implements CommandListener {
        @Override
        public void group(boolean begins) {
            all.forEach(each -> each.group(begins));
        }

        @Override
        public void begins(Command row) {
            all.forEach(each -> each.begins(row));
        }

        @Override
        public void ran(int database, Args args) {
            all.forEach(each -> each.ran(database, args));
        }
    }
}
