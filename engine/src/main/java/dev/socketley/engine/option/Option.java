package dev.socketley.engine.option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One setting, declared once. The key is {@code kebab-case} on the command line; Lua, JSON and the
 * state file use the same words joined with {@code _}.
 *
 * @param <T> the Java type of a parsed value
 */
public final class Option<T> {
    /** When a changed value takes effect. */
    public enum Applies {
        /** The next time the runtime starts. */
        AT_START,
        /** At once, on a running runtime. */
        LIVE
    }

    private final String key;
    private final String expected;
    private final Function<Object, T> parser;
    private T fallback;
    private String fallbackText;
    private Applies applies = Applies.AT_START;
    private String help = "";
    private String flag;
    private boolean sensitive;
    private boolean bare;
    private boolean file;

    private Option(String key, String expected, Function<Object, T> parser, T fallback) {
        this.key = key;
        this.expected = expected;
        this.parser = parser;
        this.fallback = fallback;
    }

    // ---- kinds -----------------------------------------------------------------------------

    public static Option<Boolean> bool(String key) {
        return new Option<>(key, "boolean", Values::bool, false);
    }

    /** A whole number in {@code min..max}. */
    public static Option<Long> integer(String key, long min, long max) {
        return new Option<>(key, "integer " + min + ".." + max,
            raw -> Values.integer(raw, min, max), Math.max(min, 0L));
    }

    /** As {@link #integer}, where true and false stand for two of the numbers. */
    public static Option<Long> integerOrBool(String key, long min, long max, long ifTrue,
            long ifFalse) {
        return new Option<>(key, "boolean or integer " + min + ".." + max, raw -> {
            Long number = Values.integer(raw, min, max);
            Boolean bool = number == null ? Values.bool(raw) : null;
            return bool == null ? number : Long.valueOf(bool ? ifTrue : ifFalse);
        }, ifFalse);
    }

    /** A number in {@code min..max}. */
    public static Option<Double> number(String key, double min, double max) {
        String expected = "number " + Values.plain(min) + ".." + Values.plain(max);
        return new Option<>(key, expected, raw -> Values.number(raw, min, max), min);
    }

    public static Option<String> string(String key) {
        return new Option<>(key, "string", Values::string, "");
    }

    /** One of {@code words}; the first is the fallback. */
    public static Option<String> word(String key, String... words) {
        List<String> all = List.of(words);
        return new Option<>(key, "one of " + String.join(", ", all),
            raw -> Values.word(raw, all), words[0]);
    }

    /** As {@link #word}, where true and false stand for two of the words; a bare flag is true. */
    public static Option<String> wordOrBool(String key, String ifTrue, String ifFalse,
            String... others) {
        List<String> all = new ArrayList<>(List.of(ifFalse, ifTrue));
        all.addAll(List.of(others));
        Option<String> row = new Option<>(key, "boolean or one of " + String.join(", ", all), raw -> {
            String word = Values.word(raw, all);
            Boolean bool = word == null ? Values.bool(raw) : null;
            return bool == null ? word : bool ? ifTrue : ifFalse;
        }, ifFalse);
        row.bare = true;
        return row;
    }

    /** A time: a number of seconds, or text with a unit ({@code 250ms}, {@code 5s}, {@code 2m}). */
    public static Option<Duration> seconds(String key, Duration min, Duration max) {
        String expected = "seconds " + Values.text(min) + ".." + Values.text(max);
        return new Option<>(key, expected, raw -> Values.duration(raw, 1000, min, max), min);
    }

    /** As {@link #seconds} but a bare number means milliseconds. */
    public static Option<Duration> millis(String key, Duration min, Duration max) {
        String expected = "milliseconds " + min.toMillis() + ".." + max.toMillis();
        return new Option<>(key, expected, raw -> Values.duration(raw, 1, min, max), min);
    }

    /** A size: bytes, or text with {@code K}, {@code M}, {@code G} or {@code KB} and so on (1024-based). */
    public static Option<Long> bytes(String key, long min, long max) {
        String expected = "bytes " + min + ".." + max + " (suffix K, M or G)";
        return new Option<>(key, expected, raw -> Values.bytes(raw, min, max), min);
    }

    /** A list of strings; text is split at commas. */
    public static Option<List<String>> strings(String key) {
        return new Option<>(key, "list of strings", Values::strings, List.of());
    }

    /** Pairs of whole numbers above 0, parted by blanks. */
    public static Option<String> pairs(String key) {
        return new Option<>(key, "pairs of whole numbers", Values::pairs, "");
    }

    /** A map from string to string, only from Lua or JSON. */
    public static Option<Map<String, String>> map(String key) {
        return new Option<>(key, "table of strings", Values::map, Map.of());
    }

    /** A type's own rows, then those that it shares with others. */
    public static List<Option<?>> join(List<Option<?>> shared, Option<?>... own) {
        return Stream.concat(Stream.of(own), shared.stream()).toList();
    }

    // ---- the rest of the row ---------------------------------------------------------------

    public Option<T> fallback(T value) {
        fallback = Objects.requireNonNull(value);
        return this;
    }

    /** What help shows as the fallback where {@link OptionSet#of(List, Map)} sets another one. */
    public Option<T> fallbackText(String text) {
        fallbackText = text;
        return this;
    }

    public Option<T> applies(Applies when) {
        applies = when;
        return this;
    }

    /** One sentence, which {@code --help}, the reference and completion show. */
    public Option<T> help(String sentence) {
        help = sentence;
        return this;
    }

    /** A short flag beside {@code --key}, such as {@code -p}. */
    public Option<T> flag(String shortFlag) {
        flag = shortFlag;
        return this;
    }

    /** Never shown in {@code show}, logs or errors. */
    public Option<T> sensitive() {
        sensitive = true;
        return this;
    }

    /** The value names files or directories; relative ones belong to the directory of whoever sets it. */
    public Option<T> file() {
        file = true;
        return this;
    }

    public String key() {
        return key;
    }

    /** The key in Lua, JSON and the state file. */
    public String luaKey() {
        return key.replace('-', '_');
    }

    public String expected() {
        return expected;
    }

    public T fallback() {
        return fallback;
    }

    /** What help shows as the fallback, or null for the value itself. */
    public String fallbackText() {
        return fallbackText;
    }

    public Applies applies() {
        return applies;
    }

    public String help() {
        return help;
    }

    /** The short flag, or null. */
    public String flag() {
        return flag;
    }

    public boolean isSensitive() {
        return sensitive;
    }

    /** Whether a bare flag with no value means true. */
    public boolean isSwitch() {
        return bare || fallback instanceof Boolean;
    }

    /**
     * Checks and converts a raw value.
     *
     * @param raw text, Boolean, Number, List or Map as Lua, JSON or the command line gives it
     * @throws OptionException {@code port: integer 0..65535 expected, got "http"}
     */
    public T parse(Object raw) {
        T value = parser.apply(raw);
        if (value == null) {
            throw raw instanceof List<?> list && fallback instanceof List<?>
                ? misfit(list) : misfit(luaKey(), expected, raw);
        }
        return value;
    }

    /**
     * As {@link #parse}; a relative file is resolved against a directory.
     *
     * @param directory null, or the process's own, leaves the value as it is
     */
    @SuppressWarnings("unchecked")
    T parse(Object raw, Path directory) {
        T value = parse(raw);
        if (!file || directory == null
                || directory.toAbsolutePath().equals(Path.of("").toAbsolutePath())) {
            return value;
        }
        return (T) (value instanceof List<?> list
            ? list.stream().map(each -> in(directory, (String) each)).toList()
            : in(directory, (String) value));
    }

    private static String in(Path directory, String name) {
        return name.isEmpty() ? name : directory.resolve(name).normalize().toString();
    }

    /** Names the element of the list that does not fit, counted from 1 as in Lua. */
    private OptionException misfit(List<?> list) {
        int at = 0;
        while (Values.string(list.get(at)) != null) {
            at++;
        }
        return misfit(luaKey() + "[" + (at + 1) + "]", "string", list.get(at));
    }

    private OptionException misfit(String path, String expected, Object raw) {
        String got = sensitive ? "another value" : Values.show(raw);
        return new OptionException(path + ": " + expected + " expected, got " + got);
    }

    @Override
    public String toString() {
        return key;
    }
}
