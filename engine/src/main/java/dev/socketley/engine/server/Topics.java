package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Which clients of a server listen to which topics. A topic has levels parted by slashes; in what a
 * client subscribes to, {@code +} stands for any one level and {@code #} at the end for any number.
 *
 * <p><b>Thread:</b> the server's loop. <b>Bounds:</b> {@code topics-max}, {@code topic-bytes-max}.
 */
final class Topics {
    private final ServerRuntime server;
    private final Map<String, Subscribers> plain = new HashMap<>();
    private final Level wildcards = new Level();
    /** Distinguishes one walk over several lists of clients from the next. */
    private long walk;

    Topics(ServerRuntime server) {
        this.server = server;
    }

    /** The clients of one filter; their order is nobody's business. */
    static final class Subscribers {
        /** What they have in common, so that not each has its own. */
        private final String filter;
        private final List<Client> clients = new ArrayList<>(1);
        private final Map<Client, Integer> places = new HashMap<>();

        private Subscribers(String filter) {
            this.filter = filter;
        }

        private boolean add(Client client) {
            if (places.putIfAbsent(client, clients.size()) != null) {
                return false;
            }
            return clients.add(client);
        }

        private boolean remove(Client client) {
            Integer place = places.remove(client);
            if (place == null) {
                return false;
            }
            Client last = clients.removeLast();
            if (last != client) {
                clients.set(place, last);
                places.put(last, place);
            }
            return true;
        }
    }

    /** A level of the filters that have wildcards. */
    private static final class Level {
        private final Map<String, Level> next = new HashMap<>(0);
        private Subscribers here;

        boolean isEmpty() {
            return next.isEmpty() && here == null;
        }
    }

    // ---- subscriptions ------------------------------------------------------------------------

    /**
     * @return whether it is new
     * @throws EngineException EINVAL for a filter that cannot be, ELIMIT for one too many
     */
    boolean subscribe(Client client, String filter) {
        checkFilter(filter);
        if (client.topics().contains(filter)) {
            return false;
        }
        long most = server.option(ServerOptions.TOPICS_MAX);
        if (client.topics().size() >= most) {
            throw new EngineException(ErrorCode.ELIMIT,
                "client has too many topics: topics-max=" + most);
        }
        Subscribers all = subscribers(filter);
        client.subscribe(all.filter);
        all.add(client);
        changed(filter, all.clients.size(), all.clients.size() - 1);
        return true;
    }

    private Subscribers subscribers(String filter) {
        if (!hasWildcard(filter)) {
            return plain.computeIfAbsent(filter, Subscribers::new);
        }
        Level level = wildcards;
        for (String word : filter.split("/", -1)) {
            level = level.next.computeIfAbsent(word, w -> new Level());
        }
        if (level.here == null) {
            level.here = new Subscribers(filter);
        }
        return level.here;
    }

    boolean unsubscribe(Client client, String filter) {
        if (!client.unsubscribe(filter)) {
            return false;
        }
        int left = hasWildcard(filter)
            ? remove(client, wildcards, filter.split("/", -1), 0) : remove(client, filter);
        changed(filter, left, left + 1);
        return true;
    }

    private int remove(Client client, String filter) {
        Subscribers all = plain.get(filter);
        all.remove(client);
        if (all.clients.isEmpty()) {
            plain.remove(filter);
        }
        return all.clients.size();
    }

    /** Levels that nobody needs any more go too. */
    private static int remove(Client client, Level level, String[] words, int at) {
        if (at == words.length) {
            level.here.remove(client);
            int left = level.here.clients.size();
            if (left == 0) {
                level.here = null;
            }
            return left;
        }
        Level next = level.next.get(words[at]);
        int left = remove(client, next, words, at + 1);
        if (next.isEmpty()) {
            level.next.remove(words[at]);
        }
        return left;
    }

    /** The client is gone. */
    void forget(Client client) {
        for (String filter : List.copyOf(client.topics())) {
            unsubscribe(client, filter);
        }
    }

    private void changed(String filter, int count, int before) {
        if (server.has(Hook.ON_SUBSCRIPTION) && !server.isQuiet()) {
            server.fire(Hook.ON_SUBSCRIPTION, HookDone.IGNORED, filter, count, before);
        }
    }

    // ---- publishing ---------------------------------------------------------------------------

    /**
     * Shows every client that listens to a topic, once each.
     *
     * @return how many they are
     * @throws EngineException EINVAL for what is no topic
     */
    int each(String topic, Consumer<Client> work) {
        checkLength(topic);
        if (hasWildcard(topic)) {
            throw new EngineException(ErrorCode.EINVAL,
                "topic has a wildcard, which only subscriptions may have: " + topic);
        }
        Subscribers exact = plain.get(topic);
        if (wildcards.isEmpty()) {
            if (exact == null) {
                return 0;
            }
            exact.clients.forEach(work);
            return exact.clients.size();
        }
        List<Subscribers> found = new ArrayList<>();
        if (exact != null) {
            found.add(exact);
        }
        match(wildcards, topic.split("/", -1), 0, found);
        return eachOnce(found, work);
    }

    private int eachOnce(List<Subscribers> found, Consumer<Client> work) {
        walk++;
        int count = 0;
        for (Subscribers all : found) {
            for (Client client : all.clients) {
                if (client.isNewTo(walk)) {
                    work.accept(client);
                    count++;
                }
            }
        }
        return count;
    }

    private static void match(Level level, String[] words, int at, List<Subscribers> found) {
        Level rest = level.next.get("#");
        if (rest != null && rest.here != null) {
            found.add(rest.here);
        }
        if (at == words.length) {
            if (level.here != null) {
                found.add(level.here);
            }
            return;
        }
        for (String word : new String[] {words[at], "+"}) {
            Level next = level.next.get(word);
            if (next != null) {
                match(next, words, at + 1, found);
            }
        }
    }

    // ---- words --------------------------------------------------------------------------------

    private static boolean hasWildcard(String topic) {
        return topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0;
    }

    private void checkLength(String topic) {
        long most = server.option(ServerOptions.TOPIC_BYTES_MAX);
        if (topic.isEmpty() || topic.length() > most) {
            throw new EngineException(ErrorCode.EINVAL,
                "topic must have 1.." + most + " bytes (topic-bytes-max): " + topic.length());
        }
    }

    private void checkFilter(String filter) {
        checkLength(filter);
        String[] words = filter.split("/", -1);
        for (int i = 0; i < words.length; i++) {
            boolean isAlone = words[i].length() == 1;
            if (hasWildcard(words[i]) && !isAlone
                    || words[i].equals("#") && i < words.length - 1) {
                throw new EngineException(ErrorCode.EINVAL,
                    "+ stands for a whole level, # for the last ones: " + filter);
            }
        }
    }
}
