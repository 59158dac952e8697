package dev.socketley.engine.cache.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes of one value, noted while they were made in it, so that they can be taken back and made again.
 * So it is found out what a command would do to a value that is too large to be copied.
 *
 * <p>Thread: the value's. Bounds: as much as the changes themselves; elements that go are kept here.
 */
public final class Edits {
    /** One change. */
    @FunctionalInterface
    interface Edit {
        /** @param again whether it is made, or else taken back */
        void make(boolean again);
    }

    private final List<Edit> all = new ArrayList<>(1);

    void add(Edit edit) {
        all.add(edit);
    }

    /** Takes every change back; the value must not be noting. */
    public void undo() {
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).make(false);
        }
    }

    /** Makes every change again; the value must not be noting. */
    public void redo() {
        for (Edit edit : all) {
            edit.make(true);
        }
    }
}
