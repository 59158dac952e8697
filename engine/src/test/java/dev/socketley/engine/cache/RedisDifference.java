package dev.socketley.engine.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Commands to which a cache and a real Redis reply differently, kept in a file and made fewer. */
final class RedisDifference {
    private static final Path DIRECTORY = Path.of("target", "differential");
    /** What depends on chance differs again now and then; then there is nothing to make fewer. */
    private static final int TRIES = 3;

    private RedisDifference() {
    }

    /**
     * Keeps the commands made from a seed.
     *
     * @return what differed, with as few commands before as were found to do, and the file
     */
    static String keep(RedisPair pair, long seed, List<byte[][]> commands, String difference) {
        try {
            Files.createDirectories(DIRECTORY);
            Path file = DIRECTORY.resolve("seed-" + seed + ".txt");
            Files.writeString(file, shown(commands) + "\n\n" + difference + "\n");
            List<byte[][]> few = fewer(pair, seed, commands);
            String of = shown(few);
            Files.writeString(file, shown(commands) + "\n\n" + difference
                + "\n\nas few as differ, of " + TRIES + " tries:\n" + of + "\n");
            return "kept in " + file.toAbsolutePath() + "\n" + of;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean differ(RedisPair pair, long seed, List<byte[][]> commands)
            throws IOException {
        for (int i = 0; i < TRIES; i++) {
            RedisDifferentialTest.restart(pair, seed);
            if (pair.differs("a", commands) != null) {
                return true;
            }
        }
        return false;
    }

    /** Leaves out whatever can be left out, larger portions first. */
    private static List<byte[][]> fewer(RedisPair pair, long seed, List<byte[][]> commands)
            throws IOException {
        List<byte[][]> kept = commands;
        for (int portion = commands.size() / 2; portion > 0; portion /= 2) {
            for (int at = 0; at < kept.size();) {
                List<byte[][]> without = new ArrayList<>(kept.subList(0, at));
                without.addAll(kept.subList(Math.min(at + portion, kept.size()), kept.size()));
                if (!without.isEmpty() && differ(pair, seed, without)) {
                    kept = without;
                } else {
                    at += portion;
                }
            }
        }
        return kept;
    }

    private static String shown(List<byte[][]> commands) {
        return commands.stream().map(RedisPair::shown).collect(Collectors.joining("\n"));
    }
}
