package dev.socketley.stdlib;

import dev.socketley.engine.Runtime;
import dev.socketley.lua.FileStamp;
import dev.socketley.lua.Table;
import io.netty.channel.EventLoop;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.luaj.vm2.LuaTable;

/**
 * A script that stays while its {@link Script}s come and go with reloads. <b>Thread:</b> its loop,
 * but for {@link #files} and {@link #names}, which any may read.
 */
final class LoadedScript {
    private final Path file;
    private final List<String> args;
    private final PrintStream out;
    private final Runtime sole;
    private final EventLoop loop;
    private final IntConsumer exit;
    private final LuaTable state = new Table();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private volatile Script script;
    private volatile Map<Path, FileStamp> files = Map.of();
    private volatile boolean reloading;
    private volatile Supplier<CompletionStage<Void>> whenStarted = () ->
        CompletableFuture.completedFuture(null);

    /**
     * @param file null for a prompt
     * @param sole the runtime whose own file it is, or null
     * @param exit what {@code os.exit} does, or null where it must not end anything
     */
    LoadedScript(Path file, List<String> args, PrintStream out, Runtime sole, EventLoop loop,
            IntConsumer exit) {
        this.file = file;
        this.args = args;
        this.out = out;
        this.sole = sole;
        this.loop = loop;
        this.exit = exit;
    }

    Path file() {
        return file;
    }

    /** Tells two uses of one file apart: a runtime's own script is not shared. */
    Path key() {
        return sole == null ? file : file.resolveSibling(file.getFileName() + "#" + sole.name());
    }

    List<String> args() {
        return args;
    }

    PrintStream out() {
        return out;
    }

    Runtime sole() {
        return sole;
    }

    EventLoop loop() {
        return loop;
    }

    /** Ends the program that this script is; null when it is not a program of its own. */
    IntConsumer exit() {
        return exit;
    }

    /** What follows each start of the runtime whose own file it is. */
    void whenStarted(Supplier<CompletionStage<Void>> work) {
        whenStarted = work;
    }

    CompletionStage<Void> started(Runtime runtime) {
        return runtime == sole ? whenStarted.get() : CompletableFuture.completedFuture(null);
    }

    /** {@code socketley.state}: one table for every version of the script. */
    LuaTable state() {
        return state;
    }

    /** Runtimes that the script declares now. */
    Set<String> names() {
        return names;
    }

    Script script() {
        return script;
    }

    void script(Script next) {
        script = next;
        sawFiles(next.lua().files());
    }

    /** Files whose change means a reload, as they were read; grows with each {@code require}. */
    Map<Path, FileStamp> files() {
        return files;
    }

    void sawFiles(Map<Path, FileStamp> seen) {
        files = seen;
    }

    boolean reloading() {
        return reloading;
    }

    void reloading(boolean now) {
        reloading = now;
    }
}
