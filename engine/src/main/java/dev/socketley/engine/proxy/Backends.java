package dev.socketley.engine.proxy;

import dev.socketley.engine.Registry;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.Target;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The backends of a proxy and the choice among them. <b>Thread:</b> the proxy's home loop.
 * <b>Owns:</b> the backends and through them their idle connections.
 */
final class Backends {
    /** One entry of the option: a target, or a group when there is none. */
    private record Entry(String text, Target target, Backend backend) {}

    private final Registry registry;
    private final Runtime self;
    private final Map<String, Backend> members = new HashMap<>();
    private List<Entry> entries = List.of();
    private List<Backend> current = new ArrayList<>();
    private int next;

    Backends(Registry registry, Runtime self) {
        this.registry = registry;
        this.self = self;
    }

    /**
     * Takes over a new list; backends that stay keep their idle connections.
     *
     * @throws EngineException EINVAL for an empty list or an entry of no known form
     */
    void configure(List<String> texts) {
        if (texts.isEmpty()) {
            throw new EngineException(ErrorCode.EINVAL,
                "backends: at least one expected (host:port, runtime or @group)");
        }
        List<Entry> made = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            made.add(entry(texts.get(i), i));
        }
        for (Entry old : entries) {
            if (old.backend != null && made.stream().noneMatch(e -> e.backend == old.backend)) {
                old.backend.closeIdle();
            }
        }
        entries = made;
    }

    /** @throws EngineException EINVAL for an entry of no known form */
    static void check(List<String> texts) {
        Backends none = new Backends(null, null);
        for (int i = 0; i < texts.size(); i++) {
            none.entry(texts.get(i), i);
        }
    }

    private Entry entry(String text, int index) {
        if (text.startsWith("@")) {
            if (text.length() == 1) {
                throw new EngineException(ErrorCode.EINVAL,
                    "backends[" + (index + 1) + "]: the name of a group expected after '@'");
            }
            return new Entry(text, null, null);
        }
        for (Entry old : entries) {
            if (old.text.equals(text)) {
                return old;
            }
        }
        try {
            Target target = Target.of(text);
            return new Entry(text, target, new Backend(text, target.isSecure()));
        } catch (EngineException e) {
            throw e.at("backends[" + (index + 1) + "]");
        }
    }

    /** Entries that name a runtime which does not exist now. */
    List<String> unknown() {
        return entries.stream().filter(e -> e.target != null && e.target.runtime() != null
            && registry.get(e.target.runtime()) == null).map(Entry::text).toList();
    }

    /** Every backend there is now, in the order of the option, groups spelled out by name. */
    List<Backend> all() {
        List<Backend> out = current;
        out.clear();
        for (Entry entry : entries) {
            if (entry.target == null) {
                addGroup(entry.text.substring(1), out);
            } else {
                entry.backend.place(entry.target.locate(registry));
                out.add(entry.backend);
            }
        }
        return out;
    }

    private void addGroup(String group, List<Backend> to) {
        for (Runtime runtime : registry.group(group)) {
            if (runtime != self && Target.locate(runtime) != null) {
                Backend backend = members.computeIfAbsent(runtime.name(), name -> new Backend(name, false));
                backend.place(Target.locate(runtime));
                to.add(backend);
            }
        }
    }

    /** Whether one of them is reached through TLS. */
    boolean anySecure() {
        return entries.stream().anyMatch(e -> e.target != null && e.target.isSecure());
    }

    /** An address, or the name of a runtime, for each backend there is now. */
    List<String> names() {
        return all().stream().map(Backend::name).toList();
    }

    /**
     * The backend that a script chose.
     *
     * @param choice a Number, an index from 0, or a String or bytes, a name
     * @return null when it names none
     */
    Backend chosen(Object choice) {
        List<Backend> all = all();
        if (choice instanceof Number number) {
            double index = number.doubleValue();
            boolean fits = index >= 0 && index < all.size() && index == Math.rint(index);
            return fits ? all.get((int) index) : null;
        }
        String name = Values.text(choice);
        if (name == null) {
            return null;
        }
        for (Backend backend : all) {
            if (backend.name().equals(name)) {
                return backend;
            }
        }
        return name.startsWith("@") ? firstOf(name.substring(1)) : null;
    }

    private Backend firstOf(String group) {
        List<Backend> of = new ArrayList<>();
        addGroup(group, of);
        return of.isEmpty() ? null : of.get(Math.floorMod(next++, of.size()));
    }

    /**
     * Picks one that is there, those that refused lately only when no other is left.
     *
     * @param strategy the option's word
     * @param address  of the client, which {@code source} goes by
     * @param tried    those not to pick
     * @return null when none is left
     */
    Backend pick(String strategy, String address, Collection<Backend> tried, long nowNanos) {
        List<Backend> all = all();
        int size = all.size();
        if (size == 0) {
            return null;
        }
        int start = switch (strategy) {
            case "random" -> ThreadLocalRandom.current().nextInt(size);
            case "source" -> 0;
            default -> Math.floorMod(next++, size);
        };
        if (strategy.equals("source")) {
            all.sort(Comparator.comparingLong(backend -> rank(address, backend)));
        }
        Backend avoided = null;
        for (int i = 0; i < size; i++) {
            Backend backend = all.get((start + i) % size);
            if (backend.place() == null || tried.contains(backend)) {
                continue;
            }
            if (!backend.isAvoided(nowNanos)) {
                return backend;
            }
            avoided = avoided == null ? backend : avoided;
        }
        return avoided;
    }

    /**
     * Where a backend stands for a client: whoever comes or goes changes nothing for the clients of
     * the others.
     */
    private static long rank(String address, Backend backend) {
        long mixed = 31L * address.hashCode() + backend.name().hashCode();
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    void closeIdleSince(long nanos) {
        entries.stream().filter(e -> e.backend != null)
            .forEach(e -> e.backend.closeIdleSince(nanos));
        members.values().forEach(b -> b.closeIdleSince(nanos));
        members.values().removeIf(b -> b.idleCount() == 0 && registry.get(b.name()) == null);
    }

    void closeIdle() {
        entries.stream().filter(e -> e.backend != null).forEach(e -> e.backend.closeIdle());
        members.values().forEach(Backend::closeIdle);
    }

    int idleCount() {
        return entries.stream().filter(e -> e.backend != null)
            .mapToInt(e -> e.backend.idleCount()).sum()
            + members.values().stream().mapToInt(Backend::idleCount).sum();
    }
}
