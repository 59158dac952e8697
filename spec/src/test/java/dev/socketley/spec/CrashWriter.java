package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client that changes keys of its own in an order that can be run again here, so that what a
 * cache holds after a crash can be compared with every state that its commands went through.
 */
final class CrashWriter {
    private static final int TIMEOUT_MS = 1000 * Until.SECONDS_MAX;
    private static final int KINDS = 9;
    private static final long NEVER = Long.MAX_VALUE;

    private final String name;
    private final List<String> absent = new ArrayList<>();
    /** Commands that are surely kept, and the state they made. */
    private long kept;
    private final Model state = new Model();
    private String refused;
    private volatile boolean answered;
    private IOException broken;
    /** Commands sent since then, oldest first, with when each was answered. */
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();

    private static final class Sent {
        private final long number;
        private long answeredNanos = NEVER;

        Sent(long number) {
            this.number = number;
        }
    }

    /** What the commands make, kind by kind. */
    private static final class Model {
        private final Map<String, String> strings = new TreeMap<>();
        private final Map<String, TreeMap<String, String>> fields = new TreeMap<>();
        private final List<String> list = new ArrayList<>();

        String shown() {
            fields.values().removeIf(Map::isEmpty);
            return strings + " " + fields + " " + list;
        }
    }

    CrashWriter(String name) {
        this.name = name;
    }

    /** Whether anything was answered since the last kill. */
    boolean isAnswered() {
        return answered;
    }

    /** Commands whose effect was there after a kill. */
    long kept() {
        return kept;
    }

    private String key(String kind) {
        return name + ":" + kind;
    }

    // ---- commands, by number ----------------------------------------------------------------

    private String command(long number) {
        long round = number / KINDS;
        return switch ((int) (number % KINDS)) {
            case 0 -> "INCR " + key("n");
            case 1 -> "SET " + key("s" + round % 30) + " v" + round + " EX 1000";
            case 2 -> "HSET " + key("h") + " f" + round % 40 + " " + round;
            case 3 -> "SADD " + key("set") + " m" + round;
            case 4 -> "SREM " + key("set") + " m" + (round - 20);
            case 5 -> "RPUSH " + key("l") + " e" + round;
            case 6 -> round % 10 == 9 ? "DEL " + key("l") : "ZADD " + key("z") + " " + round % 7
                + " m" + round % 25;
            case 7 -> "DEL " + key("s" + (round + 10) % 30);
            // Both or none, as a script is one record.
            default -> "EVAL \"redis.call('INCR',KEYS[1]) return redis.call('INCR',KEYS[2])\" 2 "
                + key("p") + " " + key("q");
        };
    }

    private void apply(long number, Model to) {
        if (absent.contains(command(number).split(" ")[0])) {
            return;
        }
        long round = number / KINDS;
        switch ((int) (number % KINDS)) {
            case 0 -> count(to, "n");
            case 1 -> to.strings.put("s" + round % 30, "v" + round);
            case 2 -> map(to, "h").put("f" + round % 40, Long.toString(round));
            case 3 -> map(to, "set").put("m" + round, "");
            case 4 -> map(to, "set").remove("m" + (round - 20));
            case 5 -> to.list.add("e" + round);
            case 6 -> {
                if (round % 10 == 9) {
                    to.list.clear();
                } else {
                    map(to, "z").put("m" + round % 25, Long.toString(round % 7));
                }
            }
            case 7 -> to.strings.remove("s" + (round + 10) % 30);
            default -> {
                count(to, "p");
                count(to, "q");
            }
        }
    }

    private static void count(Model to, String key) {
        to.strings.merge(key, "1", (was, one) -> Long.toString(Long.parseLong(was) + 1));
    }

    private static Map<String, String> map(Model of, String kind) {
        return of.fields.computeIfAbsent(kind, k -> new TreeMap<>());
    }

    // ---- load -------------------------------------------------------------------------------

    /** Sends commands, so many at once, until the connection breaks. */
    void write(int port, int depth) {
        try (Socket socket = connect(port)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                List<Sent> batch = new ArrayList<>();
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < depth; i++) {
                    Sent next = new Sent(kept + sent.size());
                    sent.add(next);
                    batch.add(next);
                    text.append(command(next.number)).append("\r\n");
                }
                out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                for (Sent each : batch) {
                    String reply = line(in);
                    if (reply.startsWith("-") && !isAbsent(reply)) {
                        refused = reply;
                    }
                    each.answeredNanos = System.nanoTime();
                }
                answered = true;
            }
        } catch (IOException killed) {
            broken = killed;
        }
    }

    private static boolean isAbsent(String reply) {
        return reply.startsWith("-ERR unknown command");
    }

    /**
     * The engine is gone: what was answered at that time or before has to be there.
     *
     * @param answeredByNanos below {@link Long#MAX_VALUE}, which says that there was no answer
     */
    void ended(long answeredByNanos) {
        while (!sent.isEmpty() && sent.peek().answeredNanos <= answeredByNanos) {
            apply(sent.poll().number, state);
            kept++;
        }
    }

    // ---- verification -----------------------------------------------------------------------

    /** The cache holds what some of the commands sent made, in order, at least those kept. */
    void verify(int port, String when) throws IOException {
        assertNull(refused, when);
        String there;
        try (Socket socket = connect(port)) {
            findAbsent(socket);
            there = read(socket).shown();
        }
        List<Sent> open = new ArrayList<>(sent);
        int at = 0;
        while (!state.shown().equals(there) && at < open.size()) {
            apply(open.get(at++).number, state);
            kept++;
        }
        assertEquals(state.shown(), there, name + ", " + when + ", last ended by " + broken);
        sent.clear();
        answered = false;
    }

    private void findAbsent(Socket socket) throws IOException {
        absent.clear();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (String word : List.of("SADD", "RPUSH", "ZADD")) {
            socket.getOutputStream().write((word + "\r\n").getBytes(StandardCharsets.UTF_8));
            if (isAbsent(line(in))) {
                absent.add(word);
                absent.add(word.equals("SADD") ? "SREM" : word);
            }
        }
    }

    private Model read(Socket socket) throws IOException {
        Model model = new Model();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        List<String> keys = new ArrayList<>(List.of("n", "p", "q"));
        for (int i = 0; i < 30; i++) {
            keys.add("s" + i);
        }
        for (String each : keys) {
            out.write(("GET " + key(each) + "\r\n").getBytes(StandardCharsets.UTF_8));
            String value = value(in);
            if (value != null) {
                model.strings.put(each, value);
            }
        }
        pairs(in, out, "HGETALL " + key("h"), 2, map(model, "h"));
        pairs(in, out, "SMEMBERS " + key("set"), 1, map(model, "set"));
        pairs(in, out, "ZRANGE " + key("z") + " 0 -1 WITHSCORES", 2, map(model, "z"));
        model.list.addAll(values(in, out, "LRANGE " + key("l") + " 0 -1"));
        return model;
    }

    private static void pairs(InputStream in, OutputStream out, String command, int step,
            Map<String, String> to) throws IOException {
        List<String> all = values(in, out, command);
        for (int i = 0; i < all.size(); i += step) {
            to.put(all.get(i), step == 1 ? "" : all.get(i + 1));
        }
    }

    private static List<String> values(InputStream in, OutputStream out, String command)
            throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        String head = line(in);
        List<String> all = new ArrayList<>();
        int count = head.startsWith("*") ? Integer.parseInt(head.substring(1)) : 0;
        for (int i = 0; i < count; i++) {
            all.add(value(in));
        }
        return all;
    }

    private static String value(InputStream in) throws IOException {
        String head = line(in);
        int length = Integer.parseInt(head.substring(1));
        if (length < 0) {
            return null;
        }
        String value = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        line(in);
        return value;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed");
            }
            if (b == '\n') {
                return line.toString().strip();
            }
            line.append((char) b);
        }
    }
}
