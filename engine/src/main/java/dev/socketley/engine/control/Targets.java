package dev.socketley.engine.control;

import dev.socketley.engine.Registry;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The runtimes that names and patterns on a command line mean. */
final class Targets {
    private Targets() {}

    /**
     * Each runtime once, in the order asked for.
     *
     * @param names names, ids, or patterns with {@code *}, {@code ?} and {@code [abc]}
     * @throws EngineException ENOTFOUND for a name or a pattern that nothing has
     */
    static List<Runtime> of(Registry registry, List<String> names) {
        Map<String, Runtime> found = new LinkedHashMap<>();
        for (String name : names) {
            for (Runtime runtime : matching(registry, name)) {
                found.put(runtime.name(), runtime);
            }
        }
        if (names.isEmpty()) {
            throw new EngineException(ErrorCode.EINVAL, "the name of a runtime is missing");
        }
        return new ArrayList<>(found.values());
    }

    /** The runtime of a name or an id. */
    static Runtime one(Registry registry, String name) {
        for (Runtime runtime : registry.all()) {
            if (runtime.id().equals(name)) {
                return runtime;
            }
        }
        return registry.require(name);
    }

    private static List<Runtime> matching(Registry registry, String name) {
        if (!isPattern(name)) {
            Runtime exact = registry.get(name);
            return List.of(exact == null ? one(registry, name) : exact);
        }
        List<Runtime> all = registry.all().stream().filter(r -> matches(name, r.name())).toList();
        if (all.isEmpty()) {
            throw new EngineException(ErrorCode.ENOTFOUND, "no runtime's name fits '" + name + "'");
        }
        return all;
    }

    private static boolean isPattern(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    /** Whether the whole name fits; going back only to the last star keeps it linear in practice. */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length() && fits(pattern, p, name.charAt(n))) {
                p = next(pattern, p);
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean fits(String pattern, int at, char c) {
        char first = pattern.charAt(at);
        int end = setEnd(pattern, at);
        if (end < 0) {
            return first == '?' || first == c;
        }
        int i = at + 1;
        boolean not = pattern.charAt(i) == '!' || pattern.charAt(i) == '^';
        if (not) {
            i++;
        }
        boolean in = false;
        while (i < end) {
            char low = pattern.charAt(i);
            boolean range = i + 2 < end && pattern.charAt(i + 1) == '-';
            char high = range ? pattern.charAt(i + 2) : low;
            in |= c >= low && c <= high;
            i += range ? 3 : 1;
        }
        return in != not;
    }

    private static int next(String pattern, int at) {
        int end = setEnd(pattern, at);
        return end < 0 ? at + 1 : end + 1;
    }

    /** Where the set that starts here ends, or -1 when none starts here. */
    private static int setEnd(String pattern, int at) {
        return pattern.charAt(at) == '[' ? pattern.indexOf(']', at + 2) : -1;
    }
}
