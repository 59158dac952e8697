package dev.socketley.engine.cache.store;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which keys go when there are too many bytes. Thread: any; immutable. */
public enum EvictionPolicy {
    NOEVICTION(Usage.NONE, false),
    ALLKEYS_LRU(Usage.LAST, false),
    ALLKEYS_LFU(Usage.OFTEN, false),
    ALLKEYS_RANDOM(Usage.NONE, false),
    VOLATILE_LRU(Usage.LAST, true),
    VOLATILE_LFU(Usage.OFTEN, true),
    VOLATILE_RANDOM(Usage.NONE, true),
    VOLATILE_TTL(Usage.NONE, true);

    private final Usage usage;
    private final boolean expiringOnly;

    EvictionPolicy(Usage usage, boolean expiringOnly) {
        this.usage = usage;
        this.expiringOnly = expiringOnly;
    }

    /** {@code allkeys-lru}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Every word, in order. */
    public static List<String> words() {
        return Arrays.stream(values()).map(EvictionPolicy::word).toList();
    }

    /** The policy of a word, or null. */
    public static EvictionPolicy of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst()
            .orElse(null);
    }

    Usage usage() {
        return usage;
    }

    /** Whether keys without a deadline stay. */
    boolean isExpiringOnly() {
        return expiringOnly;
    }
}
