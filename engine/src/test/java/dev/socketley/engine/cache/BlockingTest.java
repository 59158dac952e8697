package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.cache.command.BlockedClients;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BlockingTest {
    private final LocalTalk talk = new LocalTalk();
    private final BlockedClients blocked = talk.cache().context().blocked();

    private String say(String client, String command) throws IOException {
        talk.client(client);
        talk.send(command);
        return talk.received(0);
    }

    private String heard(String client) {
        talk.client(client);
        return talk.received(0);
    }

    @Test
    void aClientThatWaitsCanBeUnblockedAsAtItsTimeout() throws IOException {
        assertEquals("", say("a", "BLPOP k 0"));
        assertEquals(1, blocked.count());
        assertTrue(blocked.isBlocked(1));
        assertTrue(blocked.unblock(1, false));
        assertEquals("*-1", heard("a"));
        assertFalse(blocked.unblock(1, false));
        assertEquals(0, blocked.count());
        assertEquals(":1", say("b", "RPUSH k v"));
        assertEquals(":1", say("b", "LLEN k"));
    }

    @Test
    void aClientThatWaitsCanBeUnblockedWithAnError() throws IOException {
        assertEquals("", say("a", "BZPOPMIN k 10"));
        assertTrue(blocked.unblock(1, true));
        assertEquals("-UNBLOCKED client unblocked via CLIENT UNBLOCK", heard("a"));
        talk.advance("20s");
        assertEquals("", heard("a"));
    }

    @Test
    void aTimeoutDoesNotFollowTheWallClock() throws IOException {
        assertEquals("", say("a", "BLPOP k 10"));
        talk.setTime(talk.now() + 3_600_000);
        talk.advance("9s");
        assertEquals("", heard("a"));
        talk.setTime(talk.now() - 7_200_000);
        talk.advance("1s");
        assertEquals("*-1", heard("a"));
    }

    @Test
    void aPauseDoesNotFollowTheWallClock() throws IOException {
        assertEquals("+OK", say("a", "CLIENT PAUSE 10000"));
        assertEquals("", say("b", "PING"));
        talk.setTime(talk.now() + 3_600_000);
        talk.advance("9s");
        assertEquals("", heard("b"));
        talk.setTime(talk.now() - 7_200_000);
        talk.advance("1s");
        assertEquals("+PONG", heard("b"));
    }

    @Test
    void swappedDatabasesServeWhoWaits() throws IOException {
        assertEquals("+OK", say("a", "SELECT 3"));
        assertEquals("", say("a", "BLPOP k 0"));
        assertEquals(":1", say("b", "RPUSH k v"));
        assertEquals("", heard("a"));
        assertEquals("+OK", say("b", "SWAPDB 0 3"));
        assertEquals("*2 $1 k $1 v", heard("a"));
    }

    @Test
    void aMovedKeyServesWhoWaits() throws IOException {
        assertEquals("+OK", say("a", "SELECT 3"));
        assertEquals("", say("a", "BLPOP k 0"));
        assertEquals(":1", say("b", "RPUSH k v"));
        assertEquals(":1", say("b", "MOVE k 3"));
        assertEquals("*2 $1 k $1 v", heard("a"));
    }

    @Test
    void longChainsOfMovesEndWhereNobodyWaits() throws IOException {
        for (int i = 0; i < 500; i++) {
            assertEquals("", say("c" + i, "BLMOVE k" + i + " k" + (i + 1) + " LEFT LEFT 0"));
        }
        assertEquals(":1", say("b", "RPUSH k0 v"));
        assertEquals("$1 v", heard("c0"));
        assertEquals("$1 v", heard("c499"));
        assertEquals("*1 $1 v", say("b", "LRANGE k500 0 -1"));
        assertEquals(0, blocked.count());
    }
}
