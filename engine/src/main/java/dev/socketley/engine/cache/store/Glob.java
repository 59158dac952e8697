package dev.socketley.engine.cache.store;

/**
 * Shell-style patterns over bytes: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]} and
 * backslash before a character that stands for itself.
 *
 * <p>Thread: one at a time. Bounds: a star goes back to the latest star only, so the work is at most the
 * product of both lengths.
 */
public final class Glob {
    private final byte[] pattern;
    private final boolean everything;
    private int at;

    /** @param pattern kept, not copied */
    public Glob(byte[] pattern) {
        this.pattern = pattern;
        everything = pattern.length == 1 && pattern[0] == '*';
    }

    /** Whether all of {@code text} is matched. */
    public boolean matches(byte[] text) {
        if (everything) {
            return true;
        }
        at = 0;
        int t = 0;
        int starAt = -1;
        int starText = 0;
        while (t < text.length) {
            if (at < pattern.length && pattern[at] == '*') {
                starAt = ++at;
                starText = t;
            } else if (at < pattern.length && matchesOne(text[t])) {
                t++;
            } else if (starAt >= 0) {
                at = starAt;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }

    /** Matches one byte against the element at {@link #at}, and passes the element on success. */
    private boolean matchesOne(byte b) {
        byte p = pattern[at];
        if (p == '?') {
            at++;
            return true;
        }
        if (p == '[') {
            return matchesClass(b);
        }
        int literal = p == '\\' && at + 1 < pattern.length ? at + 1 : at;
        if (pattern[literal] != b) {
            return false;
        }
        at = literal + 1;
        return true;
    }

    private boolean matchesClass(byte b) {
        int i = at + 1;
        boolean negated = i < pattern.length && pattern[i] == '^';
        if (negated) {
            i++;
        }
        int c = b & 0xff;
        boolean found = false;
        while (i < pattern.length && pattern[i] != ']') {
            if (pattern[i] == '\\' && i + 1 < pattern.length) {
                i++;
            }
            int low = pattern[i] & 0xff;
            int high = low;
            if (i + 2 < pattern.length && pattern[i + 1] == '-') {
                high = pattern[i + 2] & 0xff;
                i += 2;
            }
            found |= Math.min(low, high) <= c && c <= Math.max(low, high);
            i++;
        }
        if (found == negated) {
            return false;
        }
        at = Math.min(i + 1, pattern.length);
        return true;
    }
}
