package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Cause;
import dev.socketley.engine.cache.command.Change;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The changes of one command, script or transaction on their way through the hooks. They are made
 * together when the hooks have accepted all; when one is refused, those accepted before it are made,
 * as the source has them too. Until then its keys are held and readers see the old values.
 *
 * <p>Of a value too large to be shown the hooks are given the command that changes it.
 *
 * <p>Thread: the cache's home loop.
 */
final class Changing implements CacheHooks.Accepted {
    private final Cache cache;
    private final List<KeyName> keys;
    private final Cache.Answer answer;
    private final List<Change> changes = new ArrayList<>(1);
    private Reply reply;
    private int at;
    private boolean asking;
    /** Whether hooks that answer at once are seen where they are asked. */
    private boolean running;
    private boolean made;
    private boolean suspended;
    private String failure;

    Changing(Cache cache, List<KeyName> keys, Cache.Answer answer) {
        this.cache = cache;
        this.keys = keys;
        this.answer = answer;
    }

    /** Where the changes are collected. */
    List<Change> changes() {
        return changes;
    }

    /** A script that left the loop has ended, and with it the command that is to be answered so. */
    void collected(Reply then) {
        cache.begin();
        Reply last = run(then);
        cache.end();
        if (last != null) {
            answer.reply(last);
        }
    }

    /**
     * Asks the hooks until one waits.
     *
     * @param then what is answered when all have accepted
     * @return the answer, or null when it comes later
     */
    Reply run(Reply then) {
        reply = then;
        return run();
    }

    private Reply run() {
        running = true;
        while (at < changes.size() && failure == null) {
            asking = true;
            ask(changes.get(at));
            if (asking) {
                running = false;
                suspend();
                return null;
            }
            accepted();
        }
        running = false;
        made = true;
        make();
        return failure == null ? reply : Reply.error("ERR " + failure);
    }

    private void make() {
        cache.context().group(true);
        Cause.make(changes.subList(0, at), cache.context());
        cache.context().group(false);
    }

    private void ask(Change change) {
        if (change.isDelete() && cache.asksDelete()) {
            cache.hooks().onDelete(change.in().index(), change.key(), this);
        } else if (cache.asksWrite() && cache.isShownAsCommand(change)) {
            cache.hooks().onCommand(change.in().index(), change.key(), (Value) change.value(),
                change.cause().words(), ttlMs(change), this);
        } else if (!change.isDelete() && cache.asksWrite()) {
            cache.hooks().onWrite(change.in().index(), change.key(), change.value(),
                ttlMs(change), this);
        } else {
            asking = false;
        }
    }

    private long ttlMs(Change change) {
        long deadline = deadline(change);
        return deadline > Store.NEVER
            ? Math.max(deadline - cache.context().keyspace().now(), 1) : 0;
    }

    /** A deadline that is kept is that of the change before of the same key, or the key's. */
    private long deadline(Change change) {
        if (change.deadlineMs() != Store.KEEP) {
            return change.deadlineMs();
        }
        byte[] key = change.key();
        for (int i = at - 1; i >= 0; i--) {
            Change before = changes.get(i);
            boolean same = before.in() == change.in() && Arrays.equals(before.key(), key);
            if (same && (before.isDelete() || before.deadlineMs() != Store.KEEP)) {
                return before.isDelete() ? Store.NEVER : before.deadlineMs();
            }
        }
        return change.in().deadline(key, 0, key.length);
    }

    private void accepted() {
        if (failure == null) {
            at++;
        }
    }

    private void suspend() {
        if (!suspended) {
            suspended = true;
            cache.holds().hold(keys);
        }
    }

    @Override
    public void done(String reason) {
        if (!asking) {
            throw new IllegalStateException("a hook answered twice");
        }
        asking = false;
        if (reason != null) {
            failure = (changes.get(at).isDelete() ? "on_delete: " : "on_write: ") + reason;
        }
        if (!running) {
            cache.whenFree(this::resume);
        }
    }

    private void resume() {
        cache.begin();
        accepted();
        Reply last = run();
        cache.end();
        if (made) {
            List<Runnable> waiting = cache.holds().release(keys);
            if (last != null) {
                answer.reply(last);
            }
            waiting.forEach(Runnable::run);
        }
    }
}
