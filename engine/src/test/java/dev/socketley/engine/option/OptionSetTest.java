package dev.socketley.engine.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionSetTest {
    private static final Option<String> FILE = Option.string("file").file();
    private static final Option<List<String>> FILES = Option.strings("files").file();
    private static final Option<String> NAME = Option.string("name");
    private static final Option<Long> NUMBER = Option.integer("number", 0, 9);
    private static final List<Option<?>> ROWS = List.of(FILE, FILES, NAME, NUMBER);

    private final Path folder = Path.of("there").toAbsolutePath();

    @Test
    void relativeFilesAreOfTheDirectory() {
        OptionSet set = OptionSet.of(ROWS).with("file", "../a", folder)
            .with("files", List.of("b", "/c"), folder).with("name", "d", folder);
        assertEquals(folder.resolveSibling("a").toString(), set.get(FILE));
        assertEquals(List.of(folder.resolve("b").toString(), "/c"), set.get(FILES));
        assertEquals("d", set.get(NAME));
        assertEquals("", set.with("file", "", folder).get(FILE));
    }

    @Test
    void filesOfTheProcessStayAsTheyWereTyped() {
        OptionSet set = OptionSet.of(ROWS);
        assertEquals("./a", set.with("file", "./a").get(FILE));
        assertEquals("./a", set.with("file", "./a", Path.of("")).get(FILE));
        assertEquals("./a", set.with("file", "./a", Path.of("").toAbsolutePath()).get(FILE));
    }

    @Test
    void aFallbackMayBeAnotherAndIsNoValue() {
        OptionSet set = OptionSet.of(ROWS, Map.of(NUMBER, 7L));
        assertEquals(7, set.get(NUMBER));
        assertFalse(set.has(NUMBER));
        OptionSet given = set.with("number", 0);
        assertEquals(0, given.get(NUMBER));
        assertTrue(given.has(NUMBER));
        assertEquals(List.of(NUMBER), given.changed(set));
        assertEquals(7L, set.shown().get("number"));
    }
}
