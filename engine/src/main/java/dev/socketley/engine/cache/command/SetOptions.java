package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Store;

/** What stands behind key and value in a {@code SET}. */
final class SetOptions {
    boolean ifMissing;
    boolean ifPresent;
    boolean answerOld;
    private boolean keep;
    /** Where the option that gives a deadline is, or 0. */
    private int timed;
    long deadlineMs = Store.NEVER;

    static SetOptions of(Call call) {
        SetOptions options = new SetOptions();
        for (int i = 3; i < call.count(); i++) {
            i += options.take(call, i);
        }
        if (options.timed > 0) {
            options.deadlineMs = Expiry.option(call, options.timed);
        } else if (options.keep) {
            options.deadlineMs = Store.KEEP;
        }
        return options;
    }

    /** Takes one option; answers how many arguments it used up behind its word. */
    private int take(Call call, int i) {
        if (call.is(i, "NX") && !ifPresent) {
            ifMissing = true;
        } else if (call.is(i, "XX") && !ifMissing) {
            ifPresent = true;
        } else if (call.is(i, "GET")) {
            answerOld = true;
        } else if (call.is(i, "KEEPTTL") && timed == 0) {
            keep = true;
        } else if (!keep && i + 1 < call.count() && Expiry.isAnother(call, i, timed)) {
            timed = i;
            return 1;
        } else {
            throw Errors.raise(Errors.SYNTAX);
        }
        return 0;
    }
}
