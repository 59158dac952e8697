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
    private final LongObjectHashMap<Client> byId = new LongObjectHashMap<>();
    /** Those that are written to here; the others' loops have lists of their own. */
    private final LongObjectHashMap<Client> near = new LongObjectHashMap<>();
    private final Map<String, Set<Client>> groups = new HashMap<>();

    boolean add(Client client) {
        if (byId.putIfAbsent(client.id, client) != null) {
            return false;
        }
        if (client.isNear()) {
            near.put(client.id.longValue(), client);
        }
        return true;
    }

    void remove(Client client) {
        if (byId.get(client.id.longValue()) == client) {
            byId.remove(client.id.longValue());
            near.remove(client.id.longValue());
        }
        for (String group : List.copyOf(client.groups())) {
            leave(client, group);
        }
    }

    /** The client of that id, or null. */
    Client get(long id) {
        return byId.get(id);
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
        if (client.groups().add(group)) {
            groups.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(client);
        }
    }

    void leave(Client client, String group) {
        if (client.groups().remove(group)) {
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
