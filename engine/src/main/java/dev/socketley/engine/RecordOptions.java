package dev.socketley.engine;

import dev.socketley.engine.log.Recording;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.option.Places;
import java.nio.file.Path;
import java.util.List;

/** Options for recording what a runtime receives and what the log says of it. */
public final class RecordOptions {
    static final Option<String> LOG = Option.string("log").file()
        .help("File to which the log's lines about this runtime (started, stopped, failed "
            + "and why) are appended, with date and time.");

    static final Option<Long> RECORD_BYTES_MAX = Option
        .bytes("record-bytes-max", 1024, 1L << 30).fallback(8L << 20)
        .help("Bytes that may wait for the terminal or a file of bash, write, log or access_log, "
            + "each; more lines are dropped and counted in the log.");

    public static final Option<String> BASH = Option
        .wordOrBool("bash", "on", "off", "p", "t", "pt", "tp", "bp", "bt", "bpt", "btp").flag("-b")
        .help("Print each received message on the engine's standard output; p adds the "
            + "runtime's name, t the time: -b, -bp, -bt, -bpt. Control characters are "
            + "printed as '?'.");

    public static final Option<String> WRITE = Option.string("write").flag("-w").file()
        .help("File to which each received message is appended, with a line end.");

    static final Option<String> ACCESS_LOG = Option.string("access-log").file()
        .help("File to which a line for each answered HTTP request is appended: the combined log "
            + "format of web servers, whose bytes include the response's head, followed by the "
            + "milliseconds it took.");

    /** Of types that receive messages. */
    public static final List<Option<?>> MESSAGES = List.of(BASH, WRITE);

    private RecordOptions() {}

    /** @throws dev.socketley.engine.error.EngineException EINVAL for a file that cannot be there */
    static void check(OptionSet options) {
        for (Option<String> row : List.of(LOG, WRITE, ACCESS_LOG)) {
            String file = word(options, row, "");
            if (!file.isEmpty()) {
                Places.check(row.luaKey(), Path.of(file));
            }
        }
    }

    static Recording.Settings settings(String name, OptionSet options) {
        return new Recording.Settings(name, word(options, BASH, "off"), word(options, WRITE, ""),
            options.get(LOG), word(options, ACCESS_LOG, ""), options.get(RECORD_BYTES_MAX).intValue());
    }

    private static String word(OptionSet options, Option<String> row, String otherwise) {
        return options.rows().contains(row) ? options.get(row) : otherwise;
    }
}
