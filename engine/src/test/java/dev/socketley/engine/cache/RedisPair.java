package dev.socketley.engine.cache;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.protocol.resp.RespDecoder;
import dev.socketley.engine.protocol.resp.RespLimits;
import dev.socketley.engine.protocol.resp.RespWriter;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A cache of ours and a real Redis that are sent the same commands. */
final class RedisPair implements Closeable {
    private final RedisServer server;
    private final Map<String, SocketChannel> channels = new HashMap<>();
    private LocalTalk ours;

    RedisPair(RedisServer server) throws IOException {
        this.server = server;
        restart();
    }

    /** As {@link #restart}, and both are asked for RESP3. */
    void restart3() throws IOException {
        restart();
        theirs("a", words("HELLO 3"), 1);
        ours.client("a");
        ours.sendBytes(words("HELLO 3"));
        ours.receivedBytes();
    }

    /** Makes both as new. */
    void restart() throws IOException {
        closeClients();
        ours = new LocalTalk();
        // What redis-server thinks of time is real; the keys' deadlines are compared roughly.
        ours.setTime(System.currentTimeMillis());
        theirs("a", words("FLUSHALL"), 1);
        theirs("a", words("SCRIPT FLUSH"), 1);
    }

    /**
     * Sends commands to both.
     *
     * @return what differed first, or null
     */
    String differs(String client, List<byte[][]> commands) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[][] command : commands) {
            all.writeBytes(encode(command));
        }
        List<Object> expected = theirs(client, all.toByteArray(), commands.size());
        ours.client(client);
        ours.sendBytes(all.toByteArray());
        byte[] got = ours.receivedBytes();
        int[] at = {0};
        for (int i = 0; i < commands.size(); i++) {
            Object mine = at[0] < got.length ? RespReply.read(got, at) : "nothing";
            if (!RespReply.same(commands.get(i), expected.get(i), mine)) {
                return before(commands, i) + "\n  redis     "
                    + RespReply.shown(expected.get(i)) + "\n  socketley "
                    + RespReply.shown(mine);
            }
        }
        return at[0] == got.length ? null
            : "too much: " + new String(got, at[0], got.length - at[0],
                StandardCharsets.ISO_8859_1);
    }

    /** What Redis answers to a command, and what is answered here. */
    List<String> answers(String command) throws IOException {
        byte[] words = words(command);
        String theirs = String.valueOf(theirs("a", words, 1).getFirst());
        ours.client("a");
        ours.sendBytes(words);
        return List.of(theirs, String.valueOf(RespReply.read(ours.receivedBytes(), new int[1])));
    }

    /** The commands up to {@code last}, without those that share no word with it. */
    private static String before(List<byte[][]> commands, int last) {
        Set<String> words = Arrays.stream(commands.get(last)).skip(1).map(RedisPair::text)
            .collect(Collectors.toSet());
        return commands.subList(0, last + 1).stream()
            .filter(c -> Arrays.stream(c).skip(1).anyMatch(w -> words.contains(text(w)))
                || c == commands.get(last))
            .map(RedisPair::shown).collect(Collectors.joining("\n"));
    }

    private List<Object> theirs(String client, byte[] bytes, int replies) throws IOException {
        SocketChannel channel = channels.get(client);
        if (channel == null) {
            channel = server.connect();
            channels.put(client, channel);
        }
        ByteBuffer out = ByteBuffer.wrap(bytes);
        List<Object> read = new ArrayList<>();
        byte[] got = {};
        ByteBuffer in = ByteBuffer.allocate(1 << 16);
        while (read.size() < replies) {
            if (out.hasRemaining()) {
                // In portions, so that neither side waits for the other to read.
                out.limit(Math.min(out.position() + 4096, bytes.length));
                channel.write(out);
                out.limit(bytes.length);
            }
            channel.configureBlocking(!out.hasRemaining());
            int n = channel.read(in.clear());
            channel.configureBlocking(true);
            if (n < 0) {
                throw new IOException("redis closed the connection");
            }
            int had = got.length;
            got = Arrays.copyOf(got, had + n);
            System.arraycopy(in.array(), 0, got, had, n);
            int[] end = {0};
            int[] used = {0};
            while (read.size() < replies && end[0] < got.length
                    && RespReply.isWhole(got, end)) {
                read.add(RespReply.read(got, used));
            }
            got = Arrays.copyOfRange(got, used[0], got.length);
        }
        return read;
    }

    static byte[][] split(String line) throws IOException {
        byte[] inline = (line + "\n").getBytes(StandardCharsets.UTF_8);
        RespDecoder decoder = new RespDecoder(RespLimits.DEFAULT);
        try {
            decoder.next(inline, 0, inline.length);
        } catch (ProtocolException e) {
            throw new IOException(line + ": " + e.getMessage(), e);
        }
        Args words = decoder.args();
        byte[][] command = new byte[words.count()][];
        for (int i = 0; i < command.length; i++) {
            command[i] = words.copy(i);
        }
        return command;
    }

    private static byte[] words(String line) throws IOException {
        return encode(split(line));
    }

    private static byte[] encode(byte[][] command) {
        RespWriter writer = new RespWriter();
        writer.array(command.length);
        for (byte[] word : command) {
            writer.bulk(word);
        }
        return Arrays.copyOf(writer.bytes(), writer.length());
    }

    static String shown(byte[][] command) {
        StringBuilder shown = new StringBuilder();
        for (byte[] word : command) {
            shown.append(shown.isEmpty() ? "" : " ")
                .append(word.length == 0 ? "\"\"" : text(word));
        }
        return shown.toString();
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void closeClients() throws IOException {
        for (SocketChannel each : channels.values()) {
            each.close();
        }
        channels.clear();
    }

    @Override
    public void close() throws IOException {
        closeClients();
        server.close();
    }
}
