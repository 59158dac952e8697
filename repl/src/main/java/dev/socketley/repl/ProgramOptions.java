package dev.socketley.repl;

import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import java.time.Duration;
import java.util.List;

/** Options of the program itself, for the commands that run an engine. */
final class ProgramOptions {
    static final Option<String> TRANSPORT =
        Option.word("transport", "auto", "io_uring", "epoll", "nio")
        .help("How the kernel is talked to; auto takes the first of the others that works.");

    static final Option<Long> LOOPS = Option.integer("loops", 0, 1024)
        .help("Event loops. 0 means one per processor.");

    static final Option<String> LOG_LEVEL =
        Option.word("log-level", "info", "debug", "warn", "error")
        .help("The least urgent events that are logged.");

    static final Option<Duration> HOOK_MS_MAX = Option
        .millis("hook-ms-max", Duration.ZERO, Duration.ofHours(1)).fallback(Duration.ofSeconds(1))
        .help("How long a hook may hold its loop between two waits. 0 means no limit.");

    static final OptionSet ALL =
        OptionSet.of(List.of(TRANSPORT, LOOPS, LOG_LEVEL, HOOK_MS_MAX));

    private ProgramOptions() {}
}
