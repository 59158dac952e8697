package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandListener;
import dev.socketley.engine.cache.store.KeyListener;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.ValueKind;
import dev.socketley.engine.protocol.resp.Args;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyListenerTest {
    private final List<String> heard = new ArrayList<>();
    private final RecordedHooks hooks = new RecordedHooks();
    private final LocalTalk talk = new LocalTalk(hooks);
    private final KeyListener listener = new KeyListener() {
        @Override
        public void changed(Store in, byte[] bytes, int from, int length, Object value) {
            heard.add(in.index() + ":" + new String(bytes, from, length, StandardCharsets.UTF_8)
                + " " + (value == null ? "gone" : ValueKind.of(value).word()));
        }

        @Override
        public void cleared(Store in) {
            heard.add(in.index() + " cleared");
        }

        @Override
        public void swapped(Store one, Store other) {
            heard.add(one.index() + " swapped with " + other.index());
        }
    };

    private void send(String command) throws IOException {
        talk.send(command);
        talk.received(0);
    }

    private void run() throws IOException {
        send("SET s v");
        send("GET s");
        send("EXPIRE s 10");
        send("HSET h f v");
        send("HSET h f v");
        send("HGET h f");
        send("HDEL h none");
        send("HDEL h f");
        send("RENAME s t");
        send("MOVE t 1");
        send("PSETEX e 100 v");
        talk.advance("100ms");
        send("SWAPDB 0 1");
        send("FLUSHDB");
    }

    private final List<String> expected = List.of("0:s string", "0:s string", "0:h hash",
        "0:h hash", "0:h gone", "0:t string", "0:s gone", "1:t string", "0:t gone",
        "0:e string", "0:e gone", "1 swapped with 0", "0 cleared");

    @Test
    void everyChangeOfAKeyIsHeardOnce() throws IOException {
        hooks.asksChanges = false;
        talk.cache().context().keyspace().listen(listener);
        run();
        assertEquals(expected, heard);
    }

    @Test
    void changesThatHooksAcceptAreHeardAsWell() throws IOException {
        talk.cache().context().keyspace().listen(listener);
        run();
        assertEquals(expected, heard);
    }

    @Test
    void everyListenerHearsUntilItIsForgotten() throws IOException {
        talk.cache().context().keyspace().listen(listener);
        List<String> other = new ArrayList<>();
        talk.cache().context().keyspace().listen((in, bytes, from, length, value) ->
            other.add("changed"));
        send("SET k v");
        talk.cache().context().keyspace().forget(listener);
        send("SET k v");
        assertEquals(List.of("0:k string"), heard);
        assertEquals(List.of("changed", "changed"), other);
    }

    @Test
    void commandsThatMayChangeKeysAreHeardWithWhatTheyChanged() throws IOException {
        hooks.asksChanges = false;
        talk.cache().context().keyspace().listen(listener);
        talk.cache().context().listen(new CommandListener() {
            @Override
            public void begins(Command row) {
                heard.add("begins " + row.lowerName());
            }

            @Override
            public void ran(int database, Args args) {
                heard.add(database + " ran " + args);
            }
        });
        send("GET k");
        send("SELECT 2");
        send("SETNX k v");
        send("SETNX k v");
        assertEquals(List.of("begins setnx", "2:k string", "2 ran SETNX k v", "begins setnx",
            "2 ran SETNX k v"), heard);
    }
}
