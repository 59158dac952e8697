package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Store;

/** What stands behind key and value in a {@code SET}. */
final class SetOptions {
    boolean ifMissing;
    boolean ifPresent;
    boolean answerOld;
    private boolean keep;
    private boolean timed;
    long deadlineMs = Store.NEVER;

    static SetOptions of(Call call) {
        SetOptions options = new SetOptions();
        for (int i = 3; i < call.count(); i++) {
            i += options.take(call, i);
        }
        if (options.keep) {
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
        } else if (call.is(i, "KEEPTTL") && !timed) {
            keep = true;
        } else if (Expiry.isOption(call, i) && !keep && !timed && i + 1 < call.count()) {
            timed = true;
            deadlineMs = Expiry.option(call, i);
            return 1;
        } else {
            throw Errors.raise(Errors.SYNTAX);
        }
        return 0;
    }
}
