package dev.socketley.engine.control;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.Nearest;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionException;
import dev.socketley.engine.option.OptionSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Words of a command line on option rows: {@code --key value}, {@code --key=value}, a row's short
 * flag, {@code --key} and {@code --no-key} for switches; a list may be given several times. The
 * value of a switch that has more than two stands right behind its short flag.
 */
public final class OptionFlags {
    private final List<Option<?>> rows;
    private final UnaryOperator<String> isFor;
    private final List<String> words;
    private final Map<String, Object> raw = new LinkedHashMap<>();
    private int at;

    private OptionFlags(List<Option<?>> rows, List<String> words, UnaryOperator<String> isFor) {
        this.rows = rows;
        this.words = words;
        this.isFor = isFor;
    }

    /** As {@link #apply(OptionSet, List, Path, UnaryOperator)} where files are relative to the process. */
    public static OptionSet apply(OptionSet options, List<String> words) {
        return apply(options, words, null, key -> "");
    }

    /**
     * The same set with what the words say.
     *
     * @param directory what relative files are relative to, or null
     * @param isFor     tells whose an option is that is not of these, or an empty string
     * @throws EngineException EOPTION for an unknown flag, naming the nearest; EINVAL for a value
     *                         that is missing or does not fit
     */
    public static OptionSet apply(OptionSet options, List<String> words, Path directory,
            UnaryOperator<String> isFor) {
        OptionFlags flags = new OptionFlags(options.rows(), words, isFor);
        while (flags.at < words.size()) {
            flags.one();
        }
        OptionSet next = options;
        for (Map.Entry<String, Object> e : flags.raw.entrySet()) {
            next = parsed(next, e.getKey(), e.getValue(), directory);
        }
        return next;
    }

    /** Errors speak of the flag that was typed, not of the key in Lua. */
    private static OptionSet parsed(OptionSet options, String key, Object value, Path directory) {
        try {
            return options.with(key, value, directory);
        } catch (OptionException e) {
            String message = e.getMessage().replaceFirst("^" + key.replace('-', '_') + ":",
                "--" + key + ":");
            throw new OptionException(e.code(), message);
        }
    }

    private void one() {
        String word = words.get(at++);
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        String flag = equals < 0 ? word : word.substring(0, equals);
        Option<?> row = row(flag);
        if (row == null && flag.startsWith("--no-")) {
            row = row("--" + flag.substring(5));
            if (row != null && row.isSwitch() && equals < 0) {
                raw.put(row.key(), false);
                return;
            }
            row = null;
        }
        if (row == null && putAttached(word)) {
            return;
        }
        if (row == null) {
            throw unknown(flag);
        }
        if (equals >= 0) {
            put(row, word.substring(equals + 1));
        } else if (row.isSwitch()) {
            raw.put(row.key(), true);
        } else if (at < words.size()) {
            put(row, words.get(at++));
        } else {
            throw new EngineException(ErrorCode.EINVAL,
                flag + ": " + row.expected() + " expected, got nothing");
        }
    }

    /** A value that may be left out stands right behind its short flag, as in {@code -bt}. */
    private boolean putAttached(String word) {
        Option<?> row = word.length() > 2 && !word.startsWith("--") ? row(word.substring(0, 2)) : null;
        if (row == null || !row.isSwitch() || row.fallback() instanceof Boolean) {
            return false;
        }
        raw.put(row.key(), word.substring(2));
        return true;
    }

    @SuppressWarnings("unchecked")
    private void put(Option<?> row, String value) {
        if (row.fallback() instanceof List<?>) {
            ((List<String>) raw.computeIfAbsent(row.key(), k -> new ArrayList<String>()))
                .addAll(List.of(value.split(",")));
        } else {
            raw.put(row.key(), value);
        }
    }

    private Option<?> row(String flag) {
        for (Option<?> row : rows) {
            if (flag.equals(row.flag()) || flag.equals("--" + row.key())) {
                return row;
            }
        }
        return null;
    }

    private EngineException unknown(String flag) {
        String others = flag.startsWith("--") ? isFor.apply(flag.substring(2)) : "";
        if (!others.isEmpty()) {
            return new EngineException(ErrorCode.EOPTION, "flag '" + flag + "' is for " + others);
        }
        List<String> known = rows.stream().map(row -> "--" + row.key()).toList();
        String what = flag.startsWith("-") ? "unknown flag '" : "a flag expected, got '";
        return new EngineException(ErrorCode.EOPTION,
            what + flag + "'" + Nearest.rowHint(flag, known));
    }
}
