package dev.socketley.engine;

import dev.socketley.engine.log.Recording;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.option.Places;
import java.nio.file.Path;
import java.util.List;

/** Options for what of a runtime is put down elsewhere. */
public final class RecordOptions {
    static final Option<String> LOG = Option.string("log").file()
        .help("File to which what the log says of this runtime is appended, with date and "
            + "time: that it started, stopped or failed, and why.");

    static final Option<Long> RECORD_BYTES_MAX = Option
        .bytes("record-bytes-max", 1024, 1L << 30).fallback(8L << 20)
        .help("Lines on their way to the terminal or a file of bash, write and log, each, over "
            + "which further ones are dropped; the log tells how many.");

    public static final Option<String> BASH = Option
        .wordOrBool("bash", "on", "off", "p", "t", "pt", "tp", "bp", "bt", "bpt", "btp").flag("-b")
        .help("Print each message that is received on the engine's standard output; with p behind "
            + "the runtime's name, with t behind the time: -b, -bp, -bt, -bpt. What could command "
            + "a terminal is printed as '?'.");

    public static final Option<String> WRITE = Option.string("write").flag("-w").file()
        .help("File to which each message that is received is appended, with a line end.");

    /** Of types that receive messages. */
    public static final List<Option<?>> MESSAGES = List.of(BASH, WRITE);

    private RecordOptions() {}

    /** @throws dev.socketley.engine.error.EngineException EINVAL for a file that cannot be there */
    static void check(OptionSet options) {
        for (Option<String> row : List.of(LOG, WRITE)) {
            String file = word(options, row, "");
            if (!file.isEmpty()) {
                Places.check(row.luaKey(), Path.of(file));
            }
        }
    }

    static Recording.Wanted wanted(String name, OptionSet options) {
        return new Recording.Wanted(name, word(options, BASH, "off"), word(options, WRITE, ""),
            options.get(LOG), options.get(RECORD_BYTES_MAX).intValue());
    }

    private static String word(OptionSet options, Option<String> row, String otherwise) {
        return options.rows().contains(row) ? options.get(row) : otherwise;
    }
}
