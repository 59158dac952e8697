package dev.socketley.engine;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.Nearest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The runtimes of an engine by name. <b>Thread:</b> any. */
public final class Registry {
    private static final int NAME_CHARS_MAX = 128;

    private final ConcurrentMap<String, Runtime> byName = new ConcurrentHashMap<>();
    private final Random ids = new Random();

    /** The runtime of that name, or null. */
    public Runtime get(String name) {
        return byName.get(name);
    }

    /** @throws EngineException ENOTFOUND, naming the nearest name there is */
    public Runtime require(String name) {
        Runtime runtime = byName.get(name);
        if (runtime == null) {
            throw new EngineException(ErrorCode.ENOTFOUND,
                "runtime '" + name + "' not found" + Nearest.hint(name, byName.keySet()));
        }
        return runtime;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Every runtime, sorted by name. */
    public List<Runtime> all() {
        return byName.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    }

    /** Runtimes made by the one of that name. */
    public List<Runtime> ownedBy(String owner) {
        return all().stream().filter(r -> r.owner().equals(owner)).toList();
    }

    /** Runtimes whose {@code group} option is that tag. */
    public List<Runtime> group(String group) {
        return all().stream().filter(r -> r.option(CommonOptions.GROUP).equals(group)).toList();
    }

    /** @throws EngineException ENAME for a bad name, EEXIST for a taken one */
    void add(Runtime runtime) {
        if (byName.putIfAbsent(runtime.name(), runtime) != null) {
            throw taken(runtime.name());
        }
    }

    void remove(Runtime runtime) {
        byName.remove(runtime.name(), runtime);
    }

    void checkFree(String name) {
        if (byName.containsKey(name)) {
            throw taken(name);
        }
    }

    private static EngineException taken(String name) {
        return new EngineException(ErrorCode.EEXIST, "a runtime named '" + name + "' exists");
    }

    /** @throws EngineException ENAME unless it is 1 to 128 letters, digits, '-', '_' or '.' */
    public static void checkName(String name) {
        boolean fits = !name.isEmpty() && name.length() <= NAME_CHARS_MAX && name.charAt(0) != '.'
            && name.chars().allMatch(Registry::isNameChar);
        if (!fits) {
            String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
            throw new EngineException(ErrorCode.ENAME, "a runtime's name is 1 to "
                + NAME_CHARS_MAX + " letters, digits, '-', '_' or '.', not starting with '.': got \""
                + shown + '"');
        }
    }

    private static boolean isNameChar(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
            || c == '-' || c == '_' || c == '.';
    }

    String newId() {
        for (;;) {
            String id = "%06x".formatted(ids.nextInt(1 << 24));
            if (byName.values().stream().noneMatch(r -> r.id().equals(id))) {
                return id;
            }
        }
    }
}
