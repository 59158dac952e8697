package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Access;
import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.store.Eviction;

/**
 * What the mode of a cache, the one that it follows, its disk and its memory allow.
 *
 * <p>Thread: the cache's home loop.
 */
final class Admission implements CacheContext.Gate {
    /** Each command may let a few keys go, so that no one of them pays for all. */
    private static final int EVICTED_PER_COMMAND = 16;
    private static final Reply FOLLOWS =
        Reply.error("READONLY You can't write against a read only replica.");
    private static final Reply READS =
        Reply.error("READONLY You can't write against a cache in readonly mode.");
    private static final Reply NO_ADMIN = Reply.error("NOPERM this command needs mode admin");

    private final CacheContext context;

    Admission(CacheContext context) {
        this.context = context;
    }

    private boolean isForLeader(Access access) {
        return access == Access.WRITE && context.replication().isFollowing();
    }

    @Override
    public boolean allows(Access access) {
        return context.mode().allows(access) && !isForLeader(access);
    }

    @Override
    public Reply refusal(Command row) {
        if (allows(row.access())) {
            return row.access() == Access.WRITE ? context.files().refusal() : null;
        }
        if (isForLeader(row.access())) {
            return FOLLOWS;
        }
        return row.access() == Access.ADMIN ? NO_ADMIN : READS;
    }

    @Override
    public boolean isShort() {
        Eviction eviction = context.eviction();
        return eviction.bytesMax() != 0 && eviction.isOver()
            && eviction.evict(EVICTED_PER_COMMAND) == Eviction.Outcome.NOTHING;
    }
}
