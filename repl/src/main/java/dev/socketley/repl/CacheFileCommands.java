package dev.socketley.repl;

import dev.socketley.engine.cache.durable.Disk;
import dev.socketley.engine.cache.durable.LogDirectory;
import dev.socketley.engine.cache.durable.RecordFiles;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is done to the files of a cache that does not run. */
final class CacheFileCommands {
    private static final String USAGE = "usage: socketley cache check|repair <file or directory> [--yes]";

    private static final int HINTS_MAX = 5;

    private CacheFileCommands() {}

    static int run(Invocation in, List<String> words) {
        boolean sure = words.contains("--yes");
        List<String> rest = words.stream().filter(word -> !word.equals("--yes")).toList();
        if (rest.size() != 2 || !List.of("check", "repair").contains(rest.getFirst())) {
            throw new UsageException("a verb and a file or directory expected", USAGE);
        }
        try {
            int damaged = 0;
            for (Path file : files(Path.of(rest.get(1)))) {
                RecordFiles.Finding finding = RecordFiles.check(file);
                in.print(told(file, finding));
                if (!finding.isWhole() && rest.getFirst().equals("check")) {
                    damaged = 1;
                } else if (!finding.isWhole()) {
                    repair(in, file, finding, sure);
                }
            }
            return damaged;
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO, e.getMessage());
        }
    }

    /** The files that are to be looked at: one, or those of the log that a directory is. */
    private static List<Path> files(Path given) throws IOException {
        if (Files.isRegularFile(given)) {
            return List.of(given);
        }
        if (!Files.isDirectory(given)) {
            throw new UsageException(ErrorCode.ENOTFOUND, given + (Files.exists(given)
                ? ": a file or directory expected" : ": no such file or directory"),
                "paths start at " + ClientCommands.directory());
        }
        if (!LogDirectory.exists(Disk.SYSTEM, given)) {
            throw new UsageException(ErrorCode.ENOTFOUND, given + " is not the directory of a log",
                inside(given));
        }
        return LogDirectory.files(given);
    }

    /** What in a directory could have been meant. */
    private static String inside(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<String> found = all.filter(each -> Files.isDirectory(each)
                    ? LogDirectory.exists(Disk.SYSTEM, each) : each.toString().endsWith(".db"))
                .map(Path::toString).sorted().limit(HINTS_MAX).toList();
            return found.isEmpty() ? "the log of a cache that is kept in x.db is x.db.log"
                : "in it are " + String.join(", ", found);
        }
    }

    private static String told(Path file, RecordFiles.Finding finding) {
        return finding.isWhole() ? file + ": " + finding.records() + " records, whole"
            : file + ": " + finding.records() + " records are whole, damaged from offset "
                + finding.end() + " of " + finding.length();
    }

    private static void repair(Invocation in, Path file, RecordFiles.Finding finding, boolean sure)
            throws IOException {
        String what = (finding.length() - finding.end()) + " bytes";
        if (!sure && !agreed(in, "cut " + what + "? [y/N] ")) {
            throw new UsageException("nothing was changed",
                "'--yes' cuts " + what + " and keeps a copy");
        }
        Path copy = RecordFiles.repair(file);
        in.print(file + ": cut " + what + ", as it was it is " + copy);
    }

    private static boolean agreed(Invocation in, String question) throws IOException {
        if (!in.terminal().interactive()) {
            return false;
        }
        in.terminal().out().print(question);
        in.terminal().out().flush();
        String answer = new BufferedReader(
            new InputStreamReader(in.terminal().in(), StandardCharsets.UTF_8)).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
