package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.FAST;

import dev.socketley.engine.cache.store.Store;
import java.util.List;

/** Commands on deadlines. */
final class ExpiryCommands {
    static final List<Command> ALL = Command.group("generic",
        expiry("EXPIRE", "Sets a time to live in seconds.", "seconds", true, true).flags(FAST)
            .text(TextForm.rest("expire key seconds").positive("seconds")
                .replying(TextForm.Shape.OK_OR_NIL)),
        expiry("PEXPIRE", "Sets a time to live in milliseconds.", "milliseconds", false, true)
            .flags(FAST)
            .text(TextForm.rest("pexpire key ms").positive("ms")),
        expiry("EXPIREAT", "Sets a deadline in Unix seconds.", "unix-seconds", true, false)
            .flags(FAST)
            .text(TextForm.rest("expireat key unix_seconds").invalid("timestamp")),
        expiry("PEXPIREAT", "Sets a deadline in Unix milliseconds.", "unix-ms", false, false)
            .flags(FAST)
            .text(TextForm.rest("pexpireat key unix_ms").invalid("timestamp")),
        command("TTL", READ, "Returns the time to live in seconds.",
            ExpiryCommands::ttl, arg("key", KEY)).flags(FAST).text(TextForm.rest("ttl key")),
        command("PTTL", READ, "Returns the time to live in milliseconds.",
            ExpiryCommands::pttl, arg("key", KEY)).flags(FAST).text(TextForm.rest("pttl key")),
        command("EXPIRETIME", READ, "Returns the deadline in Unix seconds.",
            call -> deadline(call, 1000), arg("key", KEY)).flags(FAST),
        command("PEXPIRETIME", READ, "Returns the deadline in Unix milliseconds.",
            call -> deadline(call, 1), arg("key", KEY)).flags(FAST),
        command("PERSIST", WRITE, "Takes the deadline from a key.",
            ExpiryCommands::persist, arg("key", KEY)).flags(FAST)
            .text(TextForm.rest("persist key").replying(TextForm.Shape.OK_OR_NIL)));

    private static final long NONE = -1;

    private ExpiryCommands() {
    }

    private static Command expiry(
            String name, String summary, String unit, boolean seconds, boolean relative) {
        return command(name, WRITE, summary, call -> expire(call, seconds, relative),
            arg("key", KEY), arg(unit, INTEGER), optionalMany("NX|XX|GT|LT", WORDS));
    }

    private static Reply expire(Call call, boolean seconds, boolean relative) {
        Condition condition = Condition.of(call);
        long deadline = Expiry.deadline(call, call.integer(2), seconds, relative);
        long present = call.deadline(1);
        if (present == Store.MISSING || !condition.accepts(present, deadline)) {
            return Reply.ZERO;
        }
        // At or before the epoch there is no deadline to keep: the key goes at once.
        return Reply.flag(deadline <= Store.NEVER ? call.delete(1) : call.expire(1, deadline));
    }

    private record Condition(boolean ifNone, boolean ifAny, boolean ifLater, boolean ifEarlier) {
        static Condition of(Call call) {
            boolean nx = false;
            boolean xx = false;
            boolean gt = false;
            boolean lt = false;
            for (int i = 3; i < call.count(); i++) {
                boolean known = call.is(i, "NX") || call.is(i, "XX")
                    || call.is(i, "GT") || call.is(i, "LT");
                if (!known) {
                    throw Errors.raise(
                        Reply.error("ERR Unsupported option " + call.args().text(i)));
                }
                nx |= call.is(i, "NX");
                xx |= call.is(i, "XX");
                gt |= call.is(i, "GT");
                lt |= call.is(i, "LT");
            }
            if (nx && (xx || gt || lt)) {
                throw Errors.raise(Reply.error("ERR NX and XX, GT or LT options at the same"
                    + " time are not compatible"));
            }
            if (gt && lt) {
                throw Errors.raise(Reply.error("ERR GT and LT options at the same time are not"
                    + " compatible"));
            }
            return new Condition(nx, xx, gt, lt);
        }

        /** No deadline counts as one that never comes. */
        boolean accepts(long present, long wanted) {
            boolean none = present == Store.NEVER;
            return !(ifNone && !none)
                && !(ifAny && none)
                && !(ifLater && (none || wanted <= present))
                && !(ifEarlier && !none && wanted >= present);
        }
    }

    private static Reply ttl(Call call) {
        // The text protocol truncates, RESP rounds to the nearest second.
        return left(call, 1000, call.client().isText() ? 0 : 500);
    }

    private static Reply pttl(Call call) {
        return left(call, 1, 0);
    }

    private static Reply left(Call call, long unitMs, long roundMs) {
        long deadline = call.deadline(1);
        if (deadline == Store.MISSING) {
            return Reply.integer(deadline);
        }
        return Reply.integer(deadline == Store.NEVER
            ? NONE : (deadline - call.now() + roundMs) / unitMs);
    }

    private static Reply deadline(Call call, long unitMs) {
        long deadline = call.deadline(1);
        if (deadline == Store.MISSING) {
            return Reply.integer(deadline);
        }
        return Reply.integer(deadline == Store.NEVER ? NONE : (deadline + unitMs / 2) / unitMs);
    }

    private static Reply persist(Call call) {
        return Reply.flag(call.deadline(1) > Store.NEVER && call.expire(1, Store.NEVER));
    }
}
