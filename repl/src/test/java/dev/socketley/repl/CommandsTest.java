package dev.socketley.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandsTest {
    @Test
    void everyRowHasItsOwnNameAndHelp() {
        assertEquals(Commands.ALL.size(), new HashSet<>(Commands.names()).size());
        for (Command command : Commands.ALL) {
            assertTrue(command.summary().endsWith("."), command.name());
            assertTrue(HelpCommands.of(command).contains(command.usage()), command.name());
            assertTrue(HelpCommands.overview().contains("  " + command.name()), command.name());
        }
    }

    @Test
    void everyCommandOccursInAGoldenFile() throws IOException {
        String all;
        try (Stream<Path> files = Files.list(Path.of("..", "spec", "cli"))) {
            all = files.map(CommandsTest::read).collect(Collectors.joining());
        }
        for (Command command : Commands.ALL) {
            assertTrue(all.contains("socketley " + command.name()), command.name());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
