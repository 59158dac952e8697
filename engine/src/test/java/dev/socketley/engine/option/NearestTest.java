package dev.socketley.engine.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.types.RuntimeTypes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void aThirdOfTheLettersMayBeWrong() {
        assertEquals("port", Nearest.of("prot", List.of("path", "port")));
        assertEquals("max-lifetime", Nearest.of("mx-liftme", List.of("max-lifetime")));
        assertNull(Nearest.of("xyz", List.of("port")));
        assertNull(Nearest.of("po", List.of("port")), "two letters of four");
        assertNull(Nearest.of("a", List.of("x")), "nothing of it is right");
    }

    @Test
    void wordsOfOtherProgramsAreKnownWithAndWithoutDashes() {
        assertEquals(", did you mean '--max-connections'?", Nearest.rowHint("--worker-connections",
            List.of("--max-connections", "--port")));
        assertEquals(", did you mean 'bind'?", Nearest.rowHint("host", List.of("bind", "port")));
        assertEquals(", did you mean 'target'?", Nearest.rowHint("host", List.of("bind", "target")),
            "a client's");
        assertEquals("", Nearest.rowHint("host", List.of("cert")), "nothing of that kind is here");
        assertEquals(", did you mean 'port'?", Nearest.rowHint("prot", List.of("port")));
    }

    @Test
    void whatTheyAreToldIsThere() {
        Set<String> known = Stream.concat(Stream.of("lua"), Stream.concat(
            RuntimeTypes.ALL.stream().flatMap(t -> t.defaults().rows().stream()).map(Option::luaKey),
            Stream.of(Hook.values()).map(Hook::word))).collect(Collectors.toSet());
        for (String ours : OtherNames.ours()) {
            assertTrue(known.contains(ours), ours);
        }
    }
}
