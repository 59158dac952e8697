package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;

import dev.socketley.engine.protocol.resp.Args;
import java.util.List;

/** {@code MEMORY}: what keys take. */
final class MemoryCommand {
    static final Command ROW = command("MEMORY", CONNECTION,
        "Returns the bytes that keys and values take, or one of them.", MemoryCommand::run,
        arg("subcommand", STRING), optionalMany("argument", STRING))
        .text(TextForm.words("memory")).subcommands(
        of("DOCTOR", "Returns what is the matter with the use of memory.",
            call -> doctor(call.context())),
        of("MALLOC-STATS", "Refused: memory is the virtual machine's.",
            call -> Reply.text("Stats not supported for the current allocator")),
        of("PURGE", "Accepted; the virtual machine gives memory back by itself.",
            call -> Reply.OK),
        of("STATS", "Returns figures of the use of memory.", call -> stats(call.context())),
        command("USAGE", READ, "Returns the bytes that a key and its value take.",
            MemoryCommand::usage, arg("key", KEY), optional("SAMPLES count", WORDS))
            .categories());

    private MemoryCommand() {
    }

    private static Command of(String name, String summary, Command.Handler handler) {
        return command(name, CONNECTION, summary, handler);
    }

    /** The text protocol asks for all of it, without a word. */
    private static Reply run(Call call) {
        return call.count() > 1 ? Subcommands.run(call)
            : Reply.integer(call.context().keyspace().memoryBytes());
    }

    /** The whole value is known without samples. */
    private static Reply usage(Call call) {
        for (int i = 3; i < call.count(); i += 2) {
            if (!call.is(i, "SAMPLES") || i + 1 >= call.count()) {
                return Errors.SYNTAX;
            }
            if (call.integer(i + 1) < 0) {
                return Errors.SYNTAX;
            }
        }
        Args args = call.args();
        long bytes = call.store().memoryBytes(args.bytes(), args.offset(2), args.length(2));
        return bytes < 0 ? Reply.NIL : Reply.integer(bytes);
    }

    private static Reply stats(CacheContext context) {
        long used = context.keyspace().memoryBytes();
        long keys = context.keyspace().size();
        context.stats().holds((int) keys, used);
        long resident = ProcessFigures.residentBytes();
        return Reply.map(List.of(
            Reply.bulk("peak.allocated"), Reply.integer(context.stats().memoryPeakBytes()),
            Reply.bulk("total.allocated"), Reply.integer(used),
            Reply.bulk("startup.allocated"), Reply.ZERO,
            Reply.bulk("replication.backlog"), Reply.ZERO,
            Reply.bulk("clients.slaves"), Reply.ZERO,
            Reply.bulk("clients.normal"), Reply.ZERO,
            Reply.bulk("aof.buffer"), Reply.ZERO,
            Reply.bulk("overhead.total"), Reply.ZERO,
            Reply.bulk("keys.count"), Reply.integer(keys),
            Reply.bulk("keys.bytes-per-key"), Reply.integer(keys == 0 ? 0 : used / keys),
            Reply.bulk("dataset.bytes"), Reply.integer(used),
            Reply.bulk("dataset.percentage"), Reply.number(100),
            Reply.bulk("fragmentation"),
            Reply.number(used == 0 ? 1 : (double) resident / used)));
    }

    private static Reply doctor(CacheContext context) {
        return Reply.text(context.eviction().isOver()
            ? "The keys take more than maxmemory, and the policy finds none that may go."
            : "No trouble with memory was found.");
    }
}
