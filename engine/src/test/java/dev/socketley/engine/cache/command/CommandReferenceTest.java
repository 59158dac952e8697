package dev.socketley.engine.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CommandReferenceTest {
    private static final Path FILE = Path.of("..", "docs", "cache-commands.md");

    private static final Pattern TAKES_REST = Pattern.compile("(value|message)$");

    /** With {@code -Dsocketley.regenerate=true} the page is written instead. */
    @Test
    void thePageOfCommandsIsWhatTheTableSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("socketley.regenerate")) {
            Files.writeString(FILE, page);
        }
        assertEquals(page, Files.readString(FILE));
    }

    @Test
    void everyRowHasASummaryAndANameOfItsOwn() {
        Set<String> names = new HashSet<>();
        for (Command row : CommandTable.ALL) {
            assertFalse(row.summary().isBlank(), row.name());
            assertEquals(true, names.add(row.name()), row.name());
        }
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
            # Commands of a cache

            Written from the rows of `engine.cache.command`. On a RESP connection the commands
            answer as Redis 7.2 documents them, in RESP2 and RESP3; the third column is the line protocol,
            where a `…` takes the rest of the line.

            | Command | What it does | As a line |
            |---|---|---|
            """);
        for (Command row : CommandTable.ALL) {
            page.append("| ").append(row.isTextOnly() ? "" : "`" + usage(row) + "`").append(" | ")
                .append(row.summary()).append(" | ")
                .append(row.text() == null ? "" : "`" + line(row.text()) + "`").append(" |\n");
            for (Command sub : row.subcommands()) {
                page.append("| `").append(row.name()).append(' ').append(usage(sub)).append("` | ")
                    .append(sub.summary()).append(" | |\n");
            }
        }
        return page.toString();
    }

    private static String usage(Command row) {
        if (row.keyStep() == 2) {
            return row.name() + " key value [key value …]";
        }
        StringBuilder usage = new StringBuilder(row.name());
        for (Arg arg : row.args()) {
            String name = arg.name().replace("|", "\\|") + (arg.multiple() ? " …" : "");
            usage.append(' ').append(arg.optional() ? "[" + name + "]" : name);
        }
        return usage.toString();
    }

    private static String line(TextForm form) {
        return form.usage() + (form.rest() && TAKES_REST.matcher(form.usage()).find() ? "…" : "");
    }
}
