package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.HashValue;
import dev.socketley.engine.cache.store.ListValue;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.cache.store.ValueKind;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** {@code SORT}: the elements of a value in another order, or what they point to. */
final class SortCommand {
    private static final Reply NOT_NUMBERS =
        Reply.error("ERR One or more scores can't be converted into double");

    private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(inity)?");
    private static final Pattern DECIMAL =
        Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private final Call call;
    private final List<byte[]> gets = new ArrayList<>();
    private byte[] by;
    private boolean unsorted;
    private boolean alpha;
    private boolean descending;
    private long from;
    private long count = -1;
    private int storeAt;

    /** An element with what it is compared by. */
    private record Weighed(byte[] element, double score, byte[] word) {
    }

    private SortCommand(Call call) {
        this.call = call;
    }

    static Reply run(Call call, boolean readOnly) {
        SortCommand sort = new SortCommand(call);
        sort.options(readOnly);
        return sort.sort();
    }

    /** The key, and where the result goes. */
    static int[] keys(Args args) {
        int store = 0;
        for (int i = 2; i + 1 < args.count(); i++) {
            if (args.is(i, "LIMIT")) {
                i += 2;
            } else if (args.is(i, "BY") || args.is(i, "GET")) {
                i++;
            } else if (args.is(i, "STORE")) {
                store = ++i;
            }
        }
        return store == 0 ? new int[] {1} : new int[] {1, store};
    }

    private void options(boolean readOnly) {
        for (int i = 2; i < call.count(); i++) {
            int left = call.count() - i - 1;
            if (call.is(i, "ASC") || call.is(i, "DESC")) {
                descending = call.is(i, "DESC");
            } else if (call.is(i, "ALPHA")) {
                alpha = true;
            } else if (call.is(i, "LIMIT") && left >= 2) {
                from = call.integer(i + 1);
                count = call.integer(i + 2);
                i += 2;
            } else if (call.is(i, "STORE") && left >= 1 && !readOnly) {
                storeAt = ++i;
            } else if (call.is(i, "BY") && left >= 1) {
                by = call.bytes(++i);
                // A pattern that names one key for all cannot order them.
                unsorted = indexOf(by, '*') < 0;
            } else if (call.is(i, "GET") && left >= 1) {
                gets.add(call.bytes(++i));
            } else {
                throw Errors.raise(Errors.SYNTAX);
            }
        }
    }

    private Reply sort() {
        Object value = call.value(1);
        List<byte[]> elements = elements(value);
        if (!unsorted) {
            elements = ordered(elements);
        } else if (descending && ValueKind.of(value) == ValueKind.ZSET) {
            Collections.reverse(elements);
        }
        List<byte[]> results = new ArrayList<>();
        int start = (int) Math.min(Math.max(from, 0), elements.size());
        long most = count < 0 ? elements.size() : count;
        int end = (int) Math.min(start + most, elements.size());
        for (byte[] element : elements.subList(start, Math.max(end, start))) {
            if (gets.isEmpty()) {
                results.add(element);
            }
            for (byte[] get : gets) {
                results.add(lookUp(get, element));
            }
        }
        return storeAt > 0 ? store(results)
            : Reply.array(results.stream().map(Reply::bulk).toList());
    }

    private List<byte[]> elements(Object value) {
        List<byte[]> all = new ArrayList<>();
        if (value == null) {
            return all;
        }
        ValueKind kind = ValueKind.of(value);
        if (kind == ValueKind.STRING || kind == ValueKind.HASH) {
            throw Errors.raise(Errors.WRONG_TYPE);
        }
        if (kind == ValueKind.SET && unsorted && storeAt > 0) {
            // What is kept must not depend on the order of a table.
            unsorted = false;
            alpha = true;
            by = null;
        }
        boolean[] isScore = {false};
        long cursor = 0;
        do {
            cursor = ((Value) value).elements(cursor, Integer.MAX_VALUE, (bytes, at, length) -> {
                isScore[0] = kind == ValueKind.ZSET && !isScore[0];
                if (!isScore[0]) {
                    all.add(Scans.bytes(bytes, at, length));
                }
            });
        } while (cursor != 0);
        return all;
    }

    private List<byte[]> ordered(List<byte[]> elements) {
        List<Weighed> weighed = new ArrayList<>(elements.size());
        for (byte[] element : elements) {
            byte[] word = by == null ? element : lookUp(by, element);
            weighed.add(new Weighed(element, alpha || word == null ? 0 : score(word), word));
        }
        Comparator<Weighed> order = alpha
            ? Comparator.comparing(Weighed::word, Comparator.nullsFirst(Arrays::compareUnsigned))
            : Comparator.comparingDouble(Weighed::score)
                .thenComparing(Weighed::element, Arrays::compareUnsigned);
        weighed.sort(descending ? order.reversed() : order);
        List<byte[]> sorted = new ArrayList<>(weighed.size());
        weighed.forEach(each -> sorted.add(each.element));
        return sorted;
    }

    private static double score(byte[] word) {
        // As C reads it: up to the first zero byte, and nothing is 0.
        String text = new String(word, StandardCharsets.ISO_8859_1).split("\0", 2)[0];
        if (text.isEmpty()) {
            return 0;
        }
        if (INFINITE.matcher(text).matches()) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (!DECIMAL.matcher(text).matches()) {
            throw Errors.raise(NOT_NUMBERS);
        }
        // Both zeros are one.
        return Double.parseDouble(text) + 0.0;
    }

    /** What a pattern names when {@code *} stands for the element; {@code #} is the element. */
    private byte[] lookUp(byte[] pattern, byte[] element) {
        if (pattern.length == 1 && pattern[0] == '#') {
            return element;
        }
        int star = indexOf(pattern, '*');
        if (star < 0) {
            return null;
        }
        int arrow = arrow(pattern, star);
        int end = arrow < 0 ? pattern.length : arrow;
        byte[] key = new byte[end - 1 + element.length];
        System.arraycopy(pattern, 0, key, 0, star);
        System.arraycopy(element, 0, key, star, element.length);
        System.arraycopy(pattern, star + 1, key, star + element.length, end - star - 1);
        Object value = call.store().get(key);
        call.seen(value != null);
        if (arrow < 0) {
            return value instanceof byte[] string ? string : null;
        }
        int field = arrow + 2;
        return value instanceof HashValue hash
            ? hash.get(pattern, field, pattern.length - field) : null;
    }

    /** Where {@code ->} and a field stand behind the star, or -1. */
    private static int arrow(byte[] pattern, int star) {
        for (int i = star + 1; i + 2 < pattern.length; i++) {
            if (pattern[i] == '-' && pattern[i + 1] == '>') {
                return i;
            }
        }
        return -1;
    }

    private static int indexOf(byte[] bytes, char c) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == c) {
                return i;
            }
        }
        return -1;
    }

    private Reply store(List<byte[]> results) {
        if (results.isEmpty()) {
            call.delete(storeAt);
            return Reply.ZERO;
        }
        ListValue list = new ListValue(call.context().encodings().listLimit());
        for (byte[] result : results) {
            byte[] element = result == null ? new byte[0] : result;
            list.pushLast(element, 0, element.length);
        }
        call.put(storeAt, list, Store.NEVER);
        return Reply.integer(results.size());
    }
}
