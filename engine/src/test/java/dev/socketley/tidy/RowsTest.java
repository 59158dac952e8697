package dev.socketley.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.socketley.engine.Hook;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.stats.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of every table is used by code and shown by a test. */
class RowsTest {
    private static final Rows ROWS = new Rows(SourceTree.all());

    @Test
    void everyOptionIsReadBySomeCode() {
        TidyTest.none(ROWS.optionsNeverRead(Set.of()));
    }

    @Test
    void everyHookIsFired() {
        TidyTest.none(ROWS.neverUsed("Hook", names(Hook.values()), Set.of()));
    }

    @Test
    void everyHookIsShownByATest() {
        TidyTest.none(ROWS.neverShown("Hook", names(Hook.values()), Set.of()));
    }

    @Test
    void everyErrorCodeIsUsed() {
        TidyTest.none(ROWS.neverUsed("ErrorCode", names(ErrorCode.values()), Set.of()));
    }

    @Test
    void everyErrorCodeIsAsserted() {
        TidyTest.none(ROWS.neverShown("ErrorCode", names(ErrorCode.values()), Set.of()));
    }

    @Test
    void everyMetricIsCounted() {
        TidyTest.none(ROWS.neverUsed("Metric", names(Metric.values()), Set.of()));
    }

    @Test
    void everyMetricIsShownByATest() {
        TidyTest.none(ROWS.neverShown("Metric", names(Metric.values()), Set.of()));
    }

    @Test
    void everyCommandOccursInAConversation() {
        TidyTest.none(ROWS.commandsWithoutSpec(
            CommandTable.ALL.stream().map(Command::name).toList()));
    }

    @Test
    void everyRowSaysWhatItIs() {
        Stream.of(Hook.values()).forEach(h -> sentence(h.word(), h.summary()));
        Stream.of(Metric.values()).forEach(m -> sentence(m.word(), m.help()));
        Stream.of(ErrorCode.values()).forEach(e ->
            assertFalse(e.meaning().isBlank() || e.meaning().endsWith("."), e + ": " + e.meaning()));
        CommandTable.ALL.forEach(c -> sentence(c.name(), c.summary()));
    }

    @Test
    void anOptionThatNobodyReadsIsFound() {
        String row = "class XOptions { static final Option<Long> PORT = integer();"
            + " static final List<Option<?>> ALL = List.of(PORT); }";
        SourceFile table = main("XOptions", row);
        assertEquals(1, new Rows(List.of(table)).optionsNeverRead(Set.of()).size());
        assertEquals(1, new Rows(List.of(table, main("A", "class A { int x = YOptions.PORT; }")))
            .optionsNeverRead(Set.of()).size());
        assertEquals(0, new Rows(List.of(table, main("A", "class A { int x = XOptions.PORT; }")))
            .optionsNeverRead(Set.of()).size());
        assertEquals(0, new Rows(List.of(table, main("A",
            "import static p.XOptions.PORT; class A { int x = PORT; }"))).optionsNeverRead(Set.of())
            .size());
    }

    @Test
    void aRowThatNoCodeOrTestNamesIsFound() {
        List<String> names = List.of("EONE");
        SourceFile comment = main("A", "// ErrorCode.EONE\nclass A { }");
        SourceFile use = main("A", "class A { ErrorCode e = ErrorCode.EONE; }");
        SourceFile test = SourceFile.of("lua/src/test/java/p/ATest.java", "\"EONE\"");
        assertEquals(1, new Rows(List.of(comment)).neverUsed("ErrorCode", names, Set.of()).size());
        assertEquals(0, new Rows(List.of(use)).neverUsed("ErrorCode", names, Set.of()).size());
        assertEquals(1, new Rows(List.of(use)).neverShown("ErrorCode", names, Set.of()).size());
        assertEquals(0, new Rows(List.of(test)).neverShown("ErrorCode", names, Set.of()).size());
    }

    @Test
    void aCommandThatNoConversationSendsIsFound() {
        SourceFile spec = SourceFile.of("spec/cache/x.txt", "title TTL\nsend  GET k\n");
        assertEquals(0, new Rows(List.of(spec)).commandsWithoutSpec(List.of("get")).size());
        assertEquals(1, new Rows(List.of(spec)).commandsWithoutSpec(List.of("ttl")).size());
    }

    private static SourceFile main(String stem, String code) {
        return SourceFile.of("engine/src/main/java/p/" + stem + ".java", code);
    }

    private static List<String> names(Enum<?>[] rows) {
        return Arrays.stream(rows).map(Enum::name).toList();
    }

    private static void sentence(String row, String text) {
        assertFalse(text.length() < 10 || !text.endsWith("."), row + " needs a sentence: " + text);
    }
}
