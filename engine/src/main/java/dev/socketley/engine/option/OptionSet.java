package dev.socketley.engine.option;

import dev.socketley.engine.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values for a list of option rows. Immutable, so a runtime can be handed a new one between two
 * events. <b>Thread:</b> any.
 */
public final class OptionSet {
    private final List<Option<?>> rows;
    private final Map<Option<?>, Object> fallbacks;
    private final Map<Option<?>, Object> values;

    private OptionSet(List<Option<?>> rows, Map<Option<?>, Object> fallbacks,
            Map<Option<?>, Object> values) {
        this.rows = rows;
        this.fallbacks = fallbacks;
        this.values = values;
    }

    /** Every row at its fallback. */
    public static OptionSet of(List<Option<?>> rows) {
        return of(rows, Map.of());
    }

    /** Every row at its fallback; {@code fallbacks} replaces those of some rows. */
    public static OptionSet of(List<Option<?>> rows, Map<Option<?>, Object> fallbacks) {
        return new OptionSet(List.copyOf(rows), Map.copyOf(fallbacks), Map.of());
    }

    public List<Option<?>> rows() {
        return rows;
    }

    /** The value given, or the row's fallback. */
    @SuppressWarnings("unchecked")
    public <T> T get(Option<T> option) {
        Object value = values.get(option);
        return value == null ? (T) fallbacks.getOrDefault(option, option.fallback()) : (T) value;
    }

    /** Whether a value was given, even one that equals the fallback. */
    public boolean has(Option<?> option) {
        return values.containsKey(option);
    }

    /** The row of that key, in Lua's or the command line's spelling, or null. */
    public Option<?> row(String key) {
        String kebab = key.replace('_', '-');
        for (Option<?> row : rows) {
            if (row.key().equals(kebab)) {
                return row;
            }
        }
        return null;
    }

    /**
     * The same set with one value changed.
     *
     * @throws OptionException for an unknown key, naming the nearest, or a value that does not fit
     */
    public OptionSet with(String key, Object raw) {
        return with(key, raw, null);
    }

    /**
     * As {@link #with(String, Object)}.
     *
     * @param directory what a relative file is relative to; null for the process's
     */
    public OptionSet with(String key, Object raw, Path directory) {
        Option<?> row = row(key);
        if (row == null) {
            throw new OptionException(ErrorCode.EOPTION,
                "unknown option '" + key + "'" + Nearest.rowHint(key, luaKeys()));
        }
        Map<Option<?>, Object> next = new LinkedHashMap<>(values);
        next.put(row, row.parse(raw, directory));
        return new OptionSet(rows, fallbacks, next);
    }

    /** The same set with all of these changed; the first mistake is thrown and nothing changes. */
    public OptionSet with(Map<String, ?> raw) {
        OptionSet next = this;
        for (Map.Entry<String, ?> e : raw.entrySet()) {
            next = next.with(e.getKey(), e.getValue());
        }
        return next;
    }

    /** Rows whose values differ between this set and another of the same rows. */
    public List<Option<?>> changed(OptionSet other) {
        List<Option<?>> out = new ArrayList<>();
        for (Option<?> row : rows) {
            if (!get(row).equals(other.get(row))) {
                out.add(row);
            }
        }
        return out;
    }

    /** Every value under its Lua key, in row order; sensitive ones as {@code "***"} when given. */
    public Map<String, Object> shown() {
        Map<String, Object> out = new LinkedHashMap<>();
        for (Option<?> row : rows) {
            out.put(row.luaKey(), row.isSensitive() && has(row) ? "***" : get(row));
        }
        return out;
    }

    private List<String> luaKeys() {
        return rows.stream().map(Option::luaKey).toList();
    }
}
