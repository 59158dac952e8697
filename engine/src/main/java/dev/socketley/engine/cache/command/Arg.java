package dev.socketley.engine.cache.command;

/**
 * One argument in a command's row.
 *
 * @param name     as documentation shows it
 * @param kind     what it is
 * @param optional whether it may be missing
 * @param multiple whether it may come more than once
 */
public record Arg(String name, Kind kind, boolean optional, boolean multiple) {
    /**
     * What an argument is; {@code WORDS} are options, shown as they are, and {@code NUMKEYS} is the
     * number of keys that follow.
     */
    public enum Kind { KEY, NUMKEYS, STRING, INTEGER, DOUBLE, PATTERN, WORDS }

    static Arg arg(String name, Kind kind) {
        return new Arg(name, kind, false, false);
    }

    static Arg many(String name, Kind kind) {
        return new Arg(name, kind, false, true);
    }

    static Arg optional(String name, Kind kind) {
        return new Arg(name, kind, true, false);
    }

    static Arg optionalMany(String name, Kind kind) {
        return new Arg(name, kind, true, true);
    }
}
