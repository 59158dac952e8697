package dev.socketley.engine.cache.store;

/**
 * Up to where a value keeps its compact form.
 *
 * @param entries    elements it may have
 * @param entryBytes bytes each of them may have
 */
public record Limits(int entries, int entryBytes) {
    /** Whether two strings are short enough. */
    boolean admits(int length, int otherLength) {
        return length <= entryBytes && otherLength <= entryBytes;
    }
}
