package dev.socketley.repl;

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

/** What is done to the files of a cache that does not run. */
final class CacheFileCommands {
    private static final String USAGE = "usage: socketley cache check|repair <file> [--yes]";

    private CacheFileCommands() {}

    static int run(Invocation in, List<String> words) {
        boolean sure = words.contains("--yes");
        List<String> rest = words.stream().filter(word -> !word.equals("--yes")).toList();
        if (rest.size() != 2 || !List.of("check", "repair").contains(rest.getFirst())) {
            throw new UsageException("a verb and a file expected", USAGE);
        }
        Path file = Path.of(rest.get(1));
        if (!Files.isRegularFile(file)) {
            throw new EngineException(ErrorCode.ENOTFOUND, file + " is not a file");
        }
        try {
            RecordFiles.Finding finding = RecordFiles.check(file);
            in.print(told(file, finding));
            return finding.isWhole() || rest.getFirst().equals("check")
                ? finding.isWhole() ? 0 : 1 : repair(in, file, finding, sure);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO, e.getMessage());
        }
    }

    private static String told(Path file, RecordFiles.Finding finding) {
        return finding.isWhole() ? file + ": " + finding.records() + " records, whole"
            : file + ": " + finding.records() + " records are whole, damaged from offset "
                + finding.end() + " of " + finding.length();
    }

    private static int repair(Invocation in, Path file, RecordFiles.Finding finding, boolean sure)
            throws IOException {
        String what = (finding.length() - finding.end()) + " bytes";
        if (!sure && !agreed(in, "cut " + what + "? [y/N] ")) {
            throw new UsageException("nothing was changed",
                "'--yes' cuts " + what + " and keeps a copy");
        }
        Path copy = RecordFiles.repair(file);
        in.print(file + ": cut " + what + ", as it was it is " + copy);
        return 0;
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
