package dev.socketley.engine.cache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Replies in RESP2 and RESP3, read for comparing: an array is a list, anything else of one line a
 * string that begins with its type.
 */
final class RespReply {
    private static final Set<String> UNORDERED = Set.of("KEYS", "SMEMBERS", "HKEYS", "HVALS",
        "SINTER", "SUNION", "SDIFF", "SPOP", "SCAN", "SSCAN");
    private static final Set<String> PAIRS = Set.of("HGETALL", "HSCAN", "ZSCAN");
    /** Only how many come back is compared of these. */
    private static final Set<String> RANDOM =
        Set.of("SRANDMEMBER", "HRANDFIELD", "ZRANDMEMBER", "RANDOMKEY");
    private static final Set<String> TIMES =
        Set.of("TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME", "OBJECT");
    private static final long TIME_TOLERANCE = 60_000;
    /** Encodings of strings that depend on how a value came about; sets in Redis before 7.2. */
    private static final Set<List<String>> SAME_ENCODINGS = Set.of(List.of("$raw", "$embstr"),
        List.of("$embstr", "$raw"), List.of("$raw", "$int"),
        List.of("$embstr", "$int"), List.of("$hashtable", "$listpack"),
        List.of("$quicklist", "$listpack"), List.of("$skiplist", "$listpack"));

    private RespReply() {
    }

    /** Whether a whole reply lies at {@code at}, which is moved behind it. */
    static boolean isWhole(byte[] bytes, int[] at) {
        int line = lineEnd(bytes, at[0]);
        if (line < 0) {
            return false;
        }
        char type = (char) bytes[at[0]];
        int number = isSized(type) ? number(bytes, at[0], line) : 0;
        at[0] = line + 2;
        if (isString(type) && number >= 0) {
            at[0] += number + 2;
            return at[0] <= bytes.length;
        }
        int items = isString(type) ? 0 : type == '%' ? 2 * number : number;
        for (int i = 0; i < items; i++) {
            if (!isWhole(bytes, at)) {
                return false;
            }
        }
        return true;
    }

    /** The reply at {@code at}, which is moved behind it. */
    static Object read(byte[] bytes, int[] at) {
        int begin = at[0];
        int line = lineEnd(bytes, begin);
        char type = (char) bytes[begin];
        at[0] = line + 2;
        if (!isSized(type)) {
            return text(bytes, begin, line);
        }
        int number = number(bytes, begin, line);
        if (number < 0) {
            return type + "-1";
        }
        if (isString(type)) {
            at[0] += number + 2;
            return type + text(bytes, line + 2, line + 2 + number);
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < (type == '%' ? 2 * number : number); i++) {
            items.add(read(bytes, at));
        }
        return type == '*' ? items : new Typed(type, items);
    }

    /** A map, a set or a message of RESP3. */
    private record Typed(char type, List<Object> items) {
    }

    private static boolean isString(char type) {
        return type == '$' || type == '=';
    }

    private static boolean isSized(char type) {
        return isString(type) || "*%~>".indexOf(type) >= 0;
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int i = from; i + 1 < bytes.length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int number(byte[] bytes, int begin, int line) {
        return Integer.parseInt(text(bytes, begin + 1, line));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    static boolean same(byte[][] command, Object theirs, Object ours) {
        String name = RedisPair.text(command[0]).toUpperCase(Locale.ROOT);
        if (theirs.equals(ours)) {
            return true;
        }
        if (theirs instanceof Typed t && ours instanceof Typed o) {
            return t.type == o.type && t.items.size() == o.items.size()
                && (RANDOM.contains(name) || sorted(t.items, t.type == '%')
                    .equals(sorted(o.items, t.type == '%')));
        }
        if (isUnsorted(name, command) && theirs instanceof List<?> t && ours instanceof List<?> o) {
            // With a limit even which members of a set come is chance.
            return t.size() == o.size()
                && (has(command, "LIMIT") || sorted(t, false).equals(sorted(o, false)));
        }
        if (theirs instanceof String t && ours instanceof String o) {
            return RANDOM.contains(name) && t.charAt(0) == o.charAt(0)
                    && t.equals("$-1") == o.equals("$-1")
                || TIMES.contains(name) && near(t, o)
                || name.endsWith("RANK") && o.equals("-ERR syntax error")
                    && t.startsWith("-ERR wrong number of arguments")
                || name.equals("OBJECT") && SAME_ENCODINGS.contains(List.of(t, o));
        }
        if (!(theirs instanceof List<?> t && ours instanceof List<?> o)) {
            return false;
        }
        if (name.equals("EXEC")) {
            return t.size() == o.size() && IntStream.range(0, t.size())
                .allMatch(i -> isAlike(t.get(i), o.get(i)));
        }
        if (RANDOM.contains(name)) {
            return t.size() == o.size();
        }
        if (name.endsWith("SCAN")) {
            // One round shows everything of what is small; cursors of large ones are private.
            return t.getFirst().equals(o.getFirst())
                && sameItems(name, (List<?>) t.get(1), (List<?>) o.get(1));
        }
        return sameItems(name, t, o);
    }

    /** Whether replies of commands that are not known could be those of one. */
    private static boolean isAlike(Object theirs, Object ours) {
        if (theirs instanceof List<?> t && ours instanceof List<?> o) {
            return t.size() == o.size();
        }
        return theirs.equals(ours) || theirs.getClass() == ours.getClass()
            && !(theirs instanceof String t && (t.charAt(0) == '-'
                || t.charAt(0) != ((String) ours).charAt(0)));
    }

    /** Whether a command shows elements in the order in which they lie, which in a set is chance. */
    private static boolean isUnsorted(String name, byte[][] command) {
        boolean unsorted = false;
        for (int i = 2; i + 1 < command.length && name.startsWith("SORT"); i++) {
            if (RedisPair.text(command[i]).equalsIgnoreCase("BY")) {
                unsorted = !RedisPair.text(command[i + 1]).contains("*");
            }
        }
        return unsorted;
    }

    private static boolean has(byte[][] command, String word) {
        return Arrays.stream(command).anyMatch(w -> RedisPair.text(w).equalsIgnoreCase(word));
    }

    private static boolean sameItems(String name, List<?> theirs, List<?> ours) {
        boolean pairs = PAIRS.contains(name) && theirs.size() % 2 == 0;
        return theirs.size() == ours.size()
            && (pairs || UNORDERED.contains(name))
            && sorted(theirs, pairs).equals(sorted(ours, pairs));
    }

    private static List<String> sorted(List<?> items, boolean pairs) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i += pairs ? 2 : 1) {
            all.add(items.get(i) + (pairs ? " " + items.get(i + 1) : ""));
        }
        Collections.sort(all);
        return all;
    }

    private static boolean near(String theirs, String ours) {
        if (theirs.charAt(0) != ':' || ours.charAt(0) != ':') {
            return false;
        }
        long t = Long.parseLong(theirs.substring(1));
        long o = Long.parseLong(ours.substring(1));
        return t >= 0 && o >= 0 && Math.abs(t - o) < TIME_TOLERANCE;
    }

    static String shown(Object reply) {
        String text = reply.toString();
        return text.length() > 300 ? text.substring(0, 300) + "… " + text.length() : text;
    }
}
