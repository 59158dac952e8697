package dev.socketley.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is not written here, each with what to write instead. */
final class Bans {
    /** The places that may catch everything: one per kind of entry (house-style 2.8). */
    static final Map<String, String> BOUNDARIES = Map.ofEntries(
        Map.entry("Coroutine", "a Lua coroutine: whatever ends it is its resumer's failure"),
        Map.entry("Crossing", "a fiber: what ends it is the failure of whoever continued it"),
        Map.entry("Jit", "the compiler: what it cannot do, the interpreter goes on doing"),
        Map.entry("LuaTask", "one entry into Lua: whatever ends it is the hook's failure"),
        Map.entry("Protection", "pcall"),
        Map.entry("Database", "drivers of others: whoever waits must hear of whatever they throw"),
        Map.entry("DbNatives", "as Database, while opening"),
        Map.entry("Script", "closing resources of any kind, one after another"));

    /** The places that may read the wall clock. */
    static final Map<String, String> WALL_CLOCK = Map.of(
        "CacheRuntime", "EXPIREAT and its kin are in wall time",
        "OsLib", "os.time and os.date");

    private static final Predicate<SourceFile> JAVA = SourceFile::isJava;
    private static final Predicate<SourceFile> MAIN = SourceFile::isMainJava;
    private static final Predicate<SourceFile> NOT_TIDY = f -> !f.path().contains("/tidy/");

    static final List<Rule> ALL = List.of(
        code("no Thread.sleep", JAVA, "\\bThread\\s*\\.\\s*sleep\\b|\\.SECONDS\\.sleep\\b",
            "wait for a latch, a condition or the loop's clock"),
        code("no System.out or System.err outside repl", MAIN.and(f -> !f.path().startsWith("repl/")),
            "\\bSystem\\s*\\.\\s*(out|err)\\b", "log with Log, or print through what you were given"),
        code("no System.exit outside repl", MAIN.and(f -> !f.path().startsWith("repl/")),
            "\\bSystem\\s*\\.\\s*exit\\b", "report a failure; repl ends the process"),
        code("no printStackTrace", JAVA, "\\bprintStackTrace\\b", "log an event with Log"),
        // JDBC's DataSource names the type in a method it makes one write.
        code("no java.util.logging", JAVA.and(f -> !f.stem().equals("DbDrivers")),
            "\\bjava\\.util\\.logging\\b", "log with Log"),
        code("no wall clock outside named classes", MAIN.and(f -> !WALL_CLOCK.containsKey(f.stem())),
            "\\bcurrentTimeMillis\\b|\\bnew\\s+Date\\s*\\(\\s*\\)",
            "measure with System.nanoTime or the loop's clock"),
        code("no catch of everything outside the boundaries",
            MAIN.and(f -> !BOUNDARIES.containsKey(f.stem())),
            "\\bcatch\\s*\\([^)]*\\b(Exception|RuntimeException|Throwable|Error)\\b",
            "catch what can be thrown; only the boundaries named in Bans catch all"),
        code("no Runtime.exec", MAIN, "\\bgetRuntime\\s*\\(\\s*\\)\\s*\\.\\s*exec\\b",
            "use ProcessBuilder with an argument list"),
        // Lua's finalizers see their objects alive, cycles included: nothing else of the JVM's gives that.
        code("no finalizers or stop of threads", JAVA.and(f -> !f.stem().startsWith("Finalizers")),
            "\\bvoid\\s+finalize\\s*\\(\\s*\\)",
            "own the resource and close it"),
        code("no tables but ours", JAVA,
            "\\bnew\\s+LuaTable\\s*\\(|\\b(tableOf|listOf)\\s*\\("
                + "|\\bclass\\s+(?!HashPart\\b)\\w+\\s+extends\\s+LuaTable\\b",
            "use dev.socketley.lua.Table"),
        text("an open end names its issue", NOT_TIDY, "\\b(TODO|FIXME|XXX)\\b(?!\\s*\\(?#\\d)",
            "do it, or write TODO(#number)"),
        text("no author tags", NOT_TIDY.and(JAVA), "@author\\b|@since\\b", "version control knows"),
        text("no paths of one machine", NOT_TIDY,
            "(?<![\\w.$}])/(home|Users|work|mnt|root)/\\w|\\b[A-Z]:\\\\\\\\?Users",
            "use a relative path, a property or a variable"),
        text("no registry hosts", NOT_TIDY, "(?i)https?://[^\\s/\"'<]*(nexus|artifactory|repo1?\\.maven"
            + "|maven\\.google|registry\\.npmjs|pypi\\.|proxy\\.golang|jitpack)",
            "tools know their registry; a mirror belongs in the user's own settings"),
        text("no repository section in poms", f -> f.fileName().equals("pom.xml"),
            "<(repositories|pluginRepositories|distributionManagement)>",
            "everything comes from Maven's own default"));

    private Bans() {}

    private static Rule code(String name, Predicate<SourceFile> where, String regex, String instead) {
        return new Rule(name, where, grep(SourceFile::code, regex, instead));
    }

    private static Rule text(String name, Predicate<SourceFile> where, String regex, String instead) {
        return new Rule(name, where, grep(SourceFile::text, regex, instead));
    }

    static Function<SourceFile, List<Finding>> grep(Function<SourceFile, String> part,
            String regex, String message) {
        Pattern pattern = Pattern.compile(regex);
        return file -> {
            List<Finding> out = new ArrayList<>();
            Matcher m = pattern.matcher(part.apply(file));
            while (m.find()) {
                out.add(file.at(file.lineAt(m.start()), "'" + m.group().strip() + "': " + message));
            }
            return out;
        };
    }
}
