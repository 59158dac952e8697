package dev.socketley.engine.server;

import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The clients of one server and the groups they joined. <b>Thread:</b> the server's loop. */
final class Clients {
    /**
     * Odd, so that each id has a key of its own. Ids as they are would fill the table from end to
     * end, and to remove one of them would walk over all that follow it.
     */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final LongObjectHashMap<Client> byId = new LongObjectHashMap<>();
    /** Those that are written to here; the others' loops have lists of their own. */
    private final LongObjectHashMap<Client> near = new LongObjectHashMap<>();
    private final Map<String, Set<Client>> groups = new HashMap<>();

    private static long key(long id) {
        return id * SPREAD;
    }

    boolean add(Client client) {
        if (byId.putIfAbsent(key(client.id), client) != null) {
            return false;
        }
        if (client.isNear()) {
            near.put(key(client.id), client);
        }
        return true;
    }

    void remove(Client client) {
        if (byId.get(key(client.id)) == client) {
            byId.remove(key(client.id));
            near.remove(key(client.id));
        }
        for (String group : List.copyOf(client.groups())) {
            leave(client, group);
        }
    }

    /** The client of that id, or null. */
    Client get(long id) {
        return byId.get(key(id));
    }

    /** Those of this loop, guests and those that are closing too; not to be kept. */
    Collection<Client> near() {
        return near.values();
    }

    List<Client> copy() {
        return new ArrayList<>(byId.values());
    }

    /** Ids of the open clients of this server itself, ascending. */
    long[] ids() {
        long[] ids = new long[byId.size()];
        int n = 0;
        for (Client client : byId.values()) {
            if (client.isOpen() && client.isAdmitted() && !(client instanceof Guest)) {
                ids[n++] = client.id;
            }
        }
        long[] out = Arrays.copyOf(ids, n);
        Arrays.sort(out);
        return out;
    }

    void join(Client client, String group) {
        if (client.join(group)) {
            groups.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(client);
        }
    }

    void leave(Client client, String group) {
        if (client.leave(group)) {
            Set<Client> members = groups.get(group);
            members.remove(client);
            if (members.isEmpty()) {
                groups.remove(group);
            }
        }
    }

    Collection<Client> group(String group) {
        return groups.getOrDefault(group, Set.of());
    }

    void clear() {
        byId.clear();
        near.clear();
        groups.clear();
    }
}
