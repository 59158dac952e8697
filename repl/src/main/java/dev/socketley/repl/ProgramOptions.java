package dev.socketley.repl;

import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.stdlib.ScriptLimits;
import java.time.Duration;
import java.util.List;

/** Options of the program itself, for the commands that run an engine. */
final class ProgramOptions {
    private static final long STEPS_MOST = 1_000_000_000_000L;
    private static final long MEMORY_MOST = 1L << 40;
    private static final long FILES_MOST = 4096;

    static final Option<String> TRANSPORT =
        Option.word("transport", "auto", "io_uring", "epoll", "nio")
        .help("System interface for sockets; auto takes the first of the others that works here.");

    static final Option<Long> LOOPS = Option.integer("loops", 0, 1024)
        .help("Event loops. 0 means one per processor.");

    static final Option<String> LOG_LEVEL =
        Option.word("log-level", "info", "debug", "warn", "error")
        .help("Least severe events that are logged.");

    static final Option<Duration> HOOK_MS_MAX = Option
        .millis("hook-ms-max", Duration.ZERO, Duration.ofHours(1)).fallback(Duration.ofSeconds(1))
        .help("How long a hook may hold its loop between two waits. 0 means no limit.");

    static final Option<Long> HOOK_STEPS_MAX = Option.integer("hook-steps-max", 0, STEPS_MOST)
        .help("Loop iterations and calls that a hook may make between two waits. 0 means no limit.");

    static final Option<Long> LUA_MEMORY_MAX = Option.bytes("lua-memory-max", 0, MEMORY_MOST)
        .help("Memory that one script may hold. 0 means a quarter of the heap.");

    static final Option<Duration> RELOAD_MS_MAX = Option
        .millis("reload-ms-max", Duration.ZERO, Duration.ofHours(1))
        .fallback(Duration.ofSeconds(30))
        .help("How long the top level of a script's new version may take. 0 means no limit.");

    static final Option<Long> LUA_FILES_MAX = Option.integer("lua-files-max", 1, FILES_MOST)
        .fallback(64L)
        .help("File reads and writes of all scripts that may be under way at once, and as many of "
            + "pipes, devices and commands; more wait their turn.");

    static final OptionSet ALL = OptionSet.of(List.of(TRANSPORT, LOOPS, LOG_LEVEL, HOOK_MS_MAX,
        HOOK_STEPS_MAX, LUA_MEMORY_MAX, RELOAD_MS_MAX, LUA_FILES_MAX));

    /** What the options say of scripts. */
    static ScriptLimits scriptLimits(OptionSet options) {
        long memory = options.get(LUA_MEMORY_MAX);
        return new ScriptLimits(options.get(HOOK_MS_MAX).toMillis(), options.get(HOOK_STEPS_MAX),
            memory == 0 ? Runtime.getRuntime().maxMemory() / 4 : memory,
            options.get(RELOAD_MS_MAX).toMillis(), options.get(LUA_FILES_MAX).intValue());
    }

    private ProgramOptions() {}
}
