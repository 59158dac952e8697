package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Edits;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes that are collected instead of made, as hooks must agree first, and what later commands of the
 * same transaction or script see of them. A value is changed in a copy; one of too many elements for
 * that is changed where it is, and is as it was again once the commands have run.
 *
 * <p>Thread: the cache's home loop; nobody else looks at the keys between the first command and
 * {@link #end}. Bounds: elements that go are kept until the hooks have answered.
 */
final class Staging {
    /** A value that is changed where it is. */
    private static final class Noted {
        private final Store in;
        private final Value value;
        private final long bytesBefore;
        /** Of each change, in order. */
        private final List<Edits> parts = new ArrayList<>(1);
        private Edits open = new Edits();

        Noted(Store in, Value value) {
            this.in = in;
            this.value = value;
            bytesBefore = value.memoryBytes();
            value.note(open);
        }

        Edits cut() {
            Edits part = open;
            parts.add(part);
            open = new Edits();
            value.note(open);
            return part;
        }

        /** Takes back what was changed since the last cut, and the last parts beyond so many. */
        void back(int left) {
            value.note(null);
            open.undo();
            while (parts.size() > left) {
                parts.removeLast().undo();
            }
            open = new Edits();
            value.note(open);
        }

        void end() {
            back(0);
            value.note(null);
            in.resized(value.memoryBytes() - bytesBefore);
        }
    }

    private final List<Change> changes;
    private final int copiedMax;
    private final Map<Store, Map<ByteBuffer, Change>> latest = new HashMap<>();
    private final List<Noted> noted = new ArrayList<>(0);
    private Cause cause;
    /** The command that has all changes, or null when there are several commands. */
    private Command only;

    /** @param copiedMax elements of a value that may be copied, and shown */
    Staging(List<Change> changes, int copiedMax) {
        this.changes = changes;
        this.copiedMax = copiedMax;
    }

    /** No other command has changes but this one. */
    void only(Command row) {
        only = row;
    }

    boolean isOnly(Command row) {
        return only == row;
    }

    /** A command begins; answers the one that goes on when it has ended. */
    Cause begins(Command row, int database) {
        Cause outer = cause;
        cause = new Cause(row, database);
        return outer;
    }

    /** Changes that were collected. */
    int count() {
        return changes.size();
    }

    /**
     * A command has run.
     *
     * @param before the changes when it began
     * @param same   its words, or those of a command with the same effect whenever it is run
     */
    void ran(int before, Args same) {
        cause.ran(changes.subList(before, changes.size()), same);
    }

    /** A command failed: what it has changed is forgotten. */
    void failed(int before) {
        for (Noted each : noted) {
            int kept = (int) changes.subList(0, before).stream()
                .filter(change -> change.edits() != null && each.parts.contains(change.edits())).count();
            each.back(kept);
        }
        changes.subList(before, changes.size()).clear();
        latest.clear();
        changes.forEach(this::put);
    }

    /** The command before goes on. */
    void resumes(Cause outer) {
        cause = outer;
    }

    /** The last change of a key, or null. */
    Change of(Store in, Args args, int key) {
        return latest.isEmpty() ? null : latest.getOrDefault(in, Map.of())
            .get(ByteBuffer.wrap(args.bytes(), args.offset(key), args.length(key)));
    }

    /** Whether a value of the store is changed where it is, as it is too large to be copied. */
    boolean isInPlace(Store in, Value value) {
        if (noted(value) != null) {
            return true;
        }
        if (value.size() <= copiedMax || !value.note(null)) {
            return false;
        }
        noted.add(new Noted(in, value));
        return true;
    }

    /**
     * Whether a value may go to another key as it is, as it is too large to be copied.
     *
     * @param key      where it is
     * @param isStored whether it is as the store has it, and no change before has made it
     */
    boolean isMovable(Store from, byte[] key, Value value, boolean isStored) {
        boolean movable = isStored ? isInPlace(from, value) : noted(value) != null;
        if (movable) {
            cause.brings(value, isStored ? new Cause.Found(from, key, value) : null);
        }
        return movable;
    }

    /** A value goes to another key as a copy, which is not shown when it is too large for that. */
    void copies(Store from, byte[] key, Value value, Value copy) {
        if (copy.size() > copiedMax) {
            cause.brings(copy, new Cause.Found(from, key, value));
        }
    }

    private Noted noted(Value value) {
        for (Noted each : noted) {
            if (each.value == value) {
                return each;
            }
        }
        return null;
    }

    /**
     * A value was changed; without elements its key goes.
     *
     * @param isNew whether the key had none
     */
    void edited(Store in, byte[] key, Value value, boolean isNew) {
        Noted inPlace = noted(value);
        Edits edits = inPlace == null ? null : inPlace.cut();
        boolean goes = value.size() == 0;
        add(new Change(in, key, goes ? null : value, goes || isNew ? Store.NEVER : kept(in, key), edits,
            edits != null || value.size() > copiedMax, cause));
    }

    /** A key is set, or goes when the value is null. */
    void put(Store in, byte[] key, Object value, long deadlineMs) {
        add(new Change(in, key, value, deadlineMs == Store.KEEP ? kept(in, key) : deadlineMs, null,
            value instanceof Value several && (cause.isBringing(value) || several.size() > copiedMax),
            cause));
    }

    /** The deadline that a change before has given to a key, if there is one. */
    private long kept(Store in, byte[] key) {
        Change before = latest.getOrDefault(in, Map.of()).get(ByteBuffer.wrap(key));
        return before == null ? Store.KEEP : before.deadlineMs();
    }

    private void add(Change change) {
        changes.add(change);
        put(change);
    }

    /** Gives a change another deadline, which is no change of its own. */
    void date(Change change, long deadlineMs) {
        change.cause().dates(change);
        Change dated = change.dated(deadlineMs);
        changes.set(changes.lastIndexOf(change), dated);
        put(dated);
    }

    private void put(Change change) {
        latest.computeIfAbsent(change.in(), in -> new HashMap<>())
            .put(ByteBuffer.wrap(change.key()), change);
    }

    /** The commands have run: values that were changed where they are become what they were. */
    void end() {
        noted.forEach(Noted::end);
    }
}
