package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.protocol.resp.RespWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What {@code COMMAND} tells of each command, against a real Redis: arity, flags, keys, categories. */
class CommandTableTest {
    /** Families that come later, and what has no meaning here: replicas, modules, users, jokes. */
    private static final Set<String> LATER = Set.of("acl", "dump", "failover", "fcall", "fcall_ro",
        "function", "geoadd", "geodist", "geohash", "geopos", "georadius", "georadius_ro",
        "georadiusbymember", "georadiusbymember_ro", "geosearch", "geosearchstore", "lolwut",
        "migrate", "module", "pfadd", "pfcount", "pfdebug", "pfmerge", "pfselftest", "psync",
        "replconf", "restore", "restore-asking", "sync", "xack", "xadd",
        "xautoclaim", "xclaim", "xdel", "xgroup", "xinfo", "xlen", "xpending", "xrange", "xread",
        "xreadgroup", "xrevrange", "xsetid", "xtrim");
    /** Commands that Redis 7.2 changed, or has and 7.0 has not. */
    private static final Set<String> NEWER = Set.of(
        "zrank", "zrevrank", "waitaof", "client|setinfo", "client|no-touch");

    @Test
    void everyRowIsThatOfRedis() throws IOException {
        Map<String, Row> theirs;
        try (RedisServer server = RedisServer.start(); SocketChannel channel = server.connect()) {
            theirs = rows(ask(channel));
        }
        LocalTalk talk = new LocalTalk();
        talk.sendBytes(command());
        Map<String, Row> ours = rows((List<?>) RespReply.read(talk.receivedBytes(), new int[1]));
        NEWER.forEach(theirs::remove);
        NEWER.forEach(ours::remove);
        ours.remove("replicate"); // this engine's own
        theirs.keySet().removeIf(name -> LATER.contains(name.split("\\|")[0])
            // There is no cluster: only what clients ask without one is answered by name.
            || name.startsWith("cluster|") && !ours.containsKey(name));
        assertEquals(lines(theirs), lines(ours));
    }

    private record Row(String arity, Set<String> flags, List<String> keys, Set<String> categories) {
    }

    private static String lines(Map<String, Row> rows) {
        StringBuilder lines = new StringBuilder();
        rows.forEach((name, row) -> lines.append(name).append(' ').append(row).append('\n'));
        return lines.toString();
    }

    private static Map<String, Row> rows(List<?> table) {
        Map<String, Row> rows = new TreeMap<>();
        for (Object each : table) {
            List<?> row = (List<?>) each;
            rows.put(text(row.get(0)), new Row(text(row.get(1)), words(row.get(2)),
                List.of(text(row.get(3)), text(row.get(4)), text(row.get(5))), words(row.get(6))));
            rows.putAll(rows((List<?>) row.get(9)));
        }
        return rows;
    }

    private static Set<String> words(Object list) {
        Set<String> words = new TreeSet<>();
        ((List<?>) list).forEach(word -> words.add(text(word)));
        return words;
    }

    private static String text(Object reply) {
        return reply.toString().substring(1);
    }

    private static byte[] command() {
        RespWriter writer = new RespWriter();
        writer.array(1);
        writer.bulk("COMMAND".getBytes(StandardCharsets.US_ASCII));
        return Arrays.copyOf(writer.bytes(), writer.length());
    }

    private static List<?> ask(SocketChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap(command()));
        byte[] got = {};
        ByteBuffer in = ByteBuffer.allocate(1 << 16);
        while (got.length == 0 || !RespReply.isWhole(got, new int[1])) {
            int n = channel.read(in.clear());
            if (n < 0) {
                throw new IOException("redis closed the connection");
            }
            int had = got.length;
            got = Arrays.copyOf(got, had + n);
            System.arraycopy(in.array(), 0, got, had, n);
        }
        return new ArrayList<>((List<?>) RespReply.read(got, new int[1]));
    }
}
