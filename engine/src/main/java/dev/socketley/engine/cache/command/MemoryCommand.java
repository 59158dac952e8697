package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.util.List;

/** {@code MEMORY}: what keys take. */
final class MemoryCommand {
    private static final List<String> HELP = List.of(
        "MEMORY <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "DOCTOR", "    Return what is the matter with the use of memory.",
        "MALLOC-STATS", "    Refused: memory is the virtual machine's.",
        "PURGE", "    Accepted; the virtual machine gives memory back by itself.",
        "STATS", "    Return figures of the use of memory.",
        "USAGE <key> [SAMPLES <count>]", "    Return the bytes that a key and its value take.",
        "HELP", "    Print this help.");

    private MemoryCommand() {
    }

    static Reply run(Call call) {
        int count = call.count();
        if (count == 1) {
            return call.client().isText()
                ? Reply.integer(call.context().keyspace().memoryBytes()) : Errors.arity("memory");
        }
        if (call.is(1, "USAGE") && count > 2) {
            return usage(call);
        }
        if (call.is(1, "STATS") && count == 2) {
            return stats(call.context());
        }
        if (call.is(1, "DOCTOR") && count == 2) {
            return doctor(call.context());
        }
        if (call.is(1, "PURGE") && count == 2) {
            return Reply.OK;
        }
        if (call.is(1, "MALLOC-STATS") && count == 2) {
            return Reply.text("Stats not supported for the current allocator");
        }
        if (call.is(1, "HELP") && count == 2) {
            return Errors.help(HELP);
        }
        return Errors.subcommand(call, "memory", "USAGE", "STATS", "DOCTOR", "PURGE",
            "MALLOC-STATS", "HELP");
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
