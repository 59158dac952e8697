package dev.socketley.tidy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The direction of dependencies, read from imports and qualified names (house-style 2.2). */
final class Arrows {
    private static final Pattern USE = Pattern.compile("\\b(?:[a-z_]\\w*\\.){2,}\\*?(?:[A-Z]\\w*)?");
    private static final Set<String> TYPES = Set.of("server", "client", "proxy", "cache");
    private static final Set<String> CHANNELS = Set.of("net", "control");
    private static final Set<String> FILES = Set.of("java.nio.channels.FileChannel",
        "java.nio.channels.FileLock", "java.nio.channels.ClosedChannelException",
        "java.nio.channels.OverlappingFileLockException");

    /** Libraries of LuaJ that are replaced by our own; its parser folds powers by MathLib. */
    private static final Pattern STOCK = Pattern.compile("org\\.luaj\\.vm2\\.(lib\\.jse\\b.*|luajc\\b.*"
        + "|script\\b.*|lib\\.(Base|Bit32|Coroutine|Debug|Io|Os|Package|String|Table|Jse\\w+)Lib)");

    static final List<Rule> ALL = List.of(
        forbid("engine knows no Lua", in("engine"), (f, use) -> use.startsWith("org.luaj.")
            || isModule(use, "lua") || isModule(use, "stdlib") || isModule(use, "repl")),
        forbid("lua knows no socket and no engine", in("lua"), (f, use) -> use.startsWith("io.netty.")
            || use.startsWith("java.nio.channels.") || use.startsWith("java.net.")
            || isModule(use, "engine") || isModule(use, "stdlib") || isModule(use, "repl")),
        forbid("stdlib does not know repl", in("stdlib"), (f, use) -> isModule(use, "repl")),
        forbid("only engine moves bytes", in("stdlib").or(in("repl")), (f, use) ->
            use.startsWith("io.netty.") && !use.equals("io.netty.channel.EventLoop")
                && !use.startsWith("io.netty.buffer.")),
        forbid("runtime types do not know one another", in("engine"), Arrows::isOtherType),
        forbid("protocols are pure", f -> in("engine").test(f) && part(f).equals("protocol"),
            (f, use) -> use.startsWith("dev.socketley.engine.net.")
                || use.startsWith("java.util.concurrent.") || use.startsWith("java.nio.channels.")
                || TYPES.contains(part(use))),
        forbid("only net and control touch channels", in("engine")
            .and(f -> !CHANNELS.contains(part(f))), (f, use) -> use.startsWith("java.nio.channels.")
                && !FILES.contains(use)),
        forbid("LuaJ's own libraries are not used", SourceFile::isMainJava,
            (f, use) -> STOCK.matcher(use).matches()));

    private Arrows() {}

    private static Predicate<SourceFile> in(String module) {
        return f -> f.isMainJava() && f.module().equals(module);
    }

    private static boolean isModule(String use, String module) {
        return use.startsWith("dev.socketley." + module + ".");
    }

    private static boolean isOtherType(SourceFile file, String use) {
        String from = part(file);
        String to = part(use);
        return TYPES.contains(from) && TYPES.contains(to) && !from.equals(to);
    }

    private static Rule forbid(String name, Predicate<SourceFile> where,
            BiPredicate<SourceFile, String> bad) {
        return new Rule(name, where, file -> {
            List<Finding> out = new ArrayList<>();
            uses(file).forEach((use, at) -> {
                if (bad.test(file, use)) {
                    out.add(file.at(file.lineAt(at), "must not use " + use));
                }
            });
            return out;
        });
    }

    /** Qualified names in the code and where they stand first. */
    private static Map<String, Integer> uses(SourceFile file) {
        Map<String, Integer> out = new LinkedHashMap<>();
        int body = Math.max(0, file.code().indexOf(';'));
        Matcher m = USE.matcher(file.code()).region(body, file.code().length());
        while (m.find()) {
            out.putIfAbsent(m.group(), m.start());
        }
        return out;
    }

    /** The word after {@code engine} in a path: {@code cache} for {@code engine.cache.command}. */
    private static String part(SourceFile file) {
        return part(file.path().replaceFirst("^.*/java/", "").replace('/', '.'));
    }

    private static String part(String qualified) {
        String prefix = "dev.socketley.engine.";
        if (!qualified.startsWith(prefix)) {
            return "";
        }
        String rest = qualified.substring(prefix.length());
        int dot = rest.indexOf('.');
        String word = dot < 0 ? rest : rest.substring(0, dot);
        return !word.isEmpty() && Character.isLowerCase(word.charAt(0)) && dot >= 0 ? word : "";
    }

    /** Packages of engine that depend on each other in a circle, as {@code a -> b -> a}. */
    static Set<String> cycles(List<SourceFile> files) {
        Map<String, Set<String>> graph = new TreeMap<>();
        for (SourceFile f : files) {
            if (in("engine").test(f)) {
                String from = packageOf(f.path().replaceFirst("^.*/java/", "").replace('/', '.')
                    .replaceFirst("\\.java$", ""));
                Set<String> to = graph.computeIfAbsent(from, p -> new LinkedHashSet<>());
                for (String use : uses(f).keySet()) {
                    if (use.startsWith("dev.socketley.engine.") && !packageOf(use).equals(from)) {
                        to.add(packageOf(use));
                    }
                }
            }
        }
        Set<String> out = new LinkedHashSet<>();
        graph.keySet().forEach(p -> walk(p, new ArrayList<>(), graph, new HashSet<>(), out));
        return out;
    }

    private static void walk(String at, List<String> path, Map<String, Set<String>> graph,
            Set<String> done, Set<String> out) {
        int seen = path.indexOf(at);
        if (seen == 0) {
            out.add(String.join(" -> ", path) + " -> " + at);
        }
        if (seen >= 0 || !done.add(at)) {
            return;
        }
        path.add(at);
        graph.getOrDefault(at, Set.of()).forEach(next -> walk(next, path, graph, done, out));
        path.removeLast();
    }

    private static String packageOf(String qualified) {
        int dot = qualified.lastIndexOf('.');
        return dot < 0 ? "" : qualified.substring(0, dot);
    }
}
