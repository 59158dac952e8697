package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.ADMIN;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.NO_ASYNC_LOADING;
import static dev.socketley.engine.cache.command.Flag.NO_MULTI;
import static dev.socketley.engine.cache.command.Flag.STALE;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Commands on the files that keep the data. */
final class FileCommands {
    static final List<Command> ALL = Command.group("server",
        command("SAVE", CONNECTION, "Writes a snapshot and answers when it is on the disk.",
            FileCommands::save).flags(ADMIN, NO_ASYNC_LOADING, NOSCRIPT, NO_MULTI),
        command("BGSAVE", CONNECTION, "Begins to write a snapshot.",
            FileCommands::saveInBackground, optional("SCHEDULE", WORDS))
            .flags(ADMIN, NO_ASYNC_LOADING, NOSCRIPT),
        command("LASTSAVE", CONNECTION, "Returns when the last snapshot was written.",
            call -> Reply.integer(call.context().files().lastSaveSeconds()))
            .flags(Flag.FAST, LOADING, STALE).categories("admin", "dangerous"),
        command("BGREWRITEAOF", CONNECTION, "Begins to make the append-only log anew.",
            call -> call.context().files().rewriteInBackground())
            .flags(ADMIN, NO_ASYNC_LOADING, NOSCRIPT),
        command("FLUSH", Access.ADMIN, "Writes a snapshot.", FileCommands::flush)
            .text(TextForm.words("flush")).textOnly(),
        command("LOAD", Access.ADMIN, "Puts what the snapshot holds in place of every key.",
            FileCommands::load).text(TextForm.words("load")).textOnly());

    private FileCommands() {
    }

    private static Reply save(Call call) {
        Files files = call.context().files();
        if (files.isSaving()) {
            return Reply.error("ERR Background save already in progress");
        }
        return answered(call, files::save);
    }

    /** Does what may answer at once or later; the reply if it came at once, else null. */
    private static Reply answered(Call call, Consumer<Consumer<Reply>> work) {
        Consumer<Reply> later = call.later();
        AtomicReference<Reply> early = new AtomicReference<>();
        AtomicBoolean returned = new AtomicBoolean();
        work.accept(reply -> {
            if (returned.get()) {
                later.accept(reply);
            } else {
                early.set(reply);
            }
        });
        returned.set(true);
        if (early.get() == null) {
            call.client().writesLater();
        }
        return early.get();
    }

    private static Reply saveInBackground(Call call) {
        if (call.count() > 2 || call.count() == 2 && !call.is(1, "SCHEDULE")) {
            return Errors.SYNTAX;
        }
        return call.context().files().saveInBackground();
    }

    private static Reply flush(Call call) {
        return answered(call,
            answer -> call.context().files().save(worded(answer, "flush failed")));
    }

    private static Reply load(Call call) {
        return answered(call,
            answer -> call.context().files().load(worded(answer, "load failed")));
    }

    /** Writes a snapshot and loads it. */
    static Reply reload(Call call) {
        Files files = call.context().files();
        return answered(call, answer -> files.save(saved -> {
            if (saved.isError()) {
                answer.accept(saved);
            } else {
                files.load(answer);
            }
        }));
    }

    /** As the text protocol words failures. */
    private static Consumer<Reply> worded(Consumer<Reply> answer, String failure) {
        return reply -> answer.accept(!reply.isError() ? reply
            : Reply.error("FAILED " + (reply == Files.NO_PATH ? "no persistent path set" : failure)));
    }
}
