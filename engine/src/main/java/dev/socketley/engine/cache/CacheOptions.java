package dev.socketley.engine.cache;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.resp.RespLimits;
import java.util.List;

/** Options of caches beside the common ones. */
public final class CacheOptions {
    public static final Option<String> MODE = Option.word("mode", "readwrite", "readonly", "admin")
        .applies(Applies.LIVE)
        .help("readonly refuses every command that changes a key, admin also allows commands that "
            + "concern the cache's files.");

    public static final Option<Boolean> RESP = Option.bool("resp")
        .help("Speak Redis's protocol on every connection; otherwise one whose first byte is not "
            + "'*' speaks the line protocol.");

    public static final Option<Long> BULK_BYTES_MAX = Option.bytes("bulk-bytes-max", 16, 512L << 20)
        .fallback(64L << 20).help("Longest key or value a Redis command may carry.");

    public static final Option<Long> COMMAND_BYTES_MAX = Option
        .bytes("command-bytes-max", 64, 1L << 30).fallback(128L << 20)
        .help("Longest Redis command, all its arguments together.");

    public static final Option<Long> COMMAND_ARGS_MAX = Option
        .integer("command-args-max", 4, 1L << 20).fallback(1L << 20)
        .help("Arguments that one Redis command may have.");

    public static final Option<Long> INLINE_BYTES_MAX = Option
        .bytes("inline-bytes-max", 64, 1L << 20).fallback(64L << 10)
        .help("Longest Redis command that is sent as a line.");

    public static final List<Option<?>> ALL = List.of(MODE, RESP, BULK_BYTES_MAX,
        COMMAND_BYTES_MAX, COMMAND_ARGS_MAX, INLINE_BYTES_MAX);

    private CacheOptions() {}

    static RespLimits limits(OptionSet options) {
        return new RespLimits(options.get(COMMAND_ARGS_MAX).intValue(),
            options.get(BULK_BYTES_MAX).intValue(), options.get(COMMAND_BYTES_MAX).intValue(),
            options.get(INLINE_BYTES_MAX).intValue());
    }

    static int lineBytesMax(OptionSet options) {
        return options.get(CommonOptions.MESSAGE_BYTES_MAX).intValue();
    }
}
