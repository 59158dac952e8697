package dev.socketley.engine.cache.command;

import java.util.Map;
import java.util.function.Consumer;

/**
 * What commands can do with the files that keep a cache's data.
 *
 * <p>Thread: the cache's home loop. Answers come on it too, at once or later.
 */
public interface Files {
    /** A cache without files. */
    Files NONE = new Files() { };

    /** What is said where there are no files. */
    Reply NO_PATH = Reply.error("ERR no persistent path set");

    /** Writes a snapshot; told when it is on the disk, or why it is not. */
    default void save(Consumer<Reply> answer) {
        answer.accept(NO_PATH);
    }

    /** Begins to write a snapshot. */
    default Reply saveInBackground() {
        return NO_PATH;
    }

    /** Begins to make the log anew. */
    default Reply rewriteInBackground() {
        return NO_PATH;
    }

    /** Puts what the snapshot holds in place of every key. */
    default void load(Consumer<Reply> answer) {
        answer.accept(NO_PATH);
    }

    /** Whether changes go to a log. */
    default boolean hasLog() {
        return false;
    }

    /** Whether the log on the disk has every change. */
    default boolean isLogged() {
        return false;
    }

    /** Writes the log to the disk; told when it has every change until now. */
    default void syncLog(Runnable done) {
    }

    /** Whether a snapshot is being written. */
    default boolean isSaving() {
        return false;
    }

    /** When the last snapshot was finished, or the cache started: Unix time in seconds. */
    default long lastSaveSeconds() {
        return 0;
    }

    /** A value is about to be changed where it is. */
    default void changes(Object value) {
    }

    /** Why commands that change keys are refused now, or null. */
    default Reply refusal() {
        return null;
    }

    /** The fields of {@code INFO persistence}, in order. */
    default Map<String, Object> info() {
        return Map.of();
    }
}
