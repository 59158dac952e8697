package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client queued since {@code MULTI}.
 *
 * <p>Thread: the cache's home loop. Bounds: {@link #COMMANDS_MAX} commands and
 * {@link #BYTES_MAX} bytes of arguments.
 */
public final class Transaction {
    /** Commands that one transaction may hold. */
    static final int COMMANDS_MAX = 1 << 20;
    /** Bytes that their arguments may have together. */
    static final long BYTES_MAX = 256L << 20;

    /** One command, its arguments kept. */
    public record Queued(Command row, Args args) {
    }

    private final List<Queued> commands = new ArrayList<>();
    private long bytes;
    private boolean broken;

    /** The commands in their order. */
    public List<Queued> commands() {
        return commands;
    }

    /** Whether a command could not be queued, so that {@code EXEC} must refuse. */
    public boolean isBroken() {
        return broken;
    }

    /** A command could not be queued. */
    public void breakIt() {
        broken = true;
    }

    /** Queues a command; answers what the client is told. */
    public Reply queue(Command row, Args args) {
        if (row.has(Flag.NO_MULTI)) {
            broken = true;
            return Reply.error("ERR Command not allowed inside a transaction");
        }
        for (int i = 0; i < args.count(); i++) {
            bytes += args.length(i);
        }
        if (bytes > BYTES_MAX || commands.size() >= COMMANDS_MAX) {
            broken = true;
            commands.clear();
            return Reply.error("ERR the transaction is too large");
        }
        commands.add(new Queued(row, args.detached()));
        return TransactionCommands.QUEUED;
    }
}
