package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.PUBSUB;
import static dev.socketley.engine.cache.command.Arg.Kind.PATTERN;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.NO_MULTI;
import static dev.socketley.engine.cache.command.Flag.STALE;
import static dev.socketley.engine.cache.command.Flag.SUBSCRIBED;

import dev.socketley.engine.cache.store.Glob;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Commands on channels. */
final class PubSubCommands {
    static final List<Command> ALL = Command.group("pubsub",
        command("SUBSCRIBE", PUBSUB, "Listens to channels.",
            PubSubCommands::subscribe, many("channel", STRING))
            .flags(SUBSCRIBED, NO_MULTI, NOSCRIPT, LOADING, STALE)
            .text(TextForm.rest("subscribe channel").replying(TextForm.Shape.OK)),
        command("UNSUBSCRIBE", PUBSUB, "Stops listening to channels, or to all.",
            PubSubCommands::unsubscribe, optionalMany("channel", STRING))
            .flags(SUBSCRIBED, NO_MULTI, NOSCRIPT, LOADING, STALE)
            .text(TextForm.rest("unsubscribe channel").replying(TextForm.Shape.OK)),
        command("PSUBSCRIBE", PUBSUB, "Listens to every channel that matches a pattern.",
            PubSubCommands::psubscribe, many("pattern", PATTERN))
            .flags(SUBSCRIBED, NO_MULTI, NOSCRIPT, LOADING, STALE),
        command("PUNSUBSCRIBE", PUBSUB, "Stops listening to patterns, or to all.",
            PubSubCommands::punsubscribe, optionalMany("pattern", PATTERN))
            .flags(SUBSCRIBED, NO_MULTI, NOSCRIPT, LOADING, STALE),
        command("PUBLISH", PUBSUB, "Sends a message to everyone who listens to a channel.",
            PubSubCommands::publish, arg("channel", STRING), arg("message", STRING))
            .flags(LOADING, STALE)
            .text(TextForm.rest("publish channel message").denied()),
        command("PUBSUB", PUBSUB, "Tells which channels are listened to.",
            PubSubCommands::pubsub, arg("CHANNELS|NUMSUB|NUMPAT", WORDS),
            optionalMany("argument", STRING)).flags(LOADING, STALE));

    private PubSubCommands() {
    }

    private static Reply subscribe(Call call) {
        return change(call, "subscribe", call.context().channels()::subscribe);
    }

    private static Reply psubscribe(Call call) {
        return change(call, "psubscribe", call.context().channels()::subscribePattern);
    }

    private static Reply unsubscribe(Call call) {
        Channels channels = call.context().channels();
        return call.count() > 1
            ? change(call, "unsubscribe", channels::unsubscribe)
            : changeAll(call, "unsubscribe", call.client().channels(), channels::unsubscribe);
    }

    private static Reply punsubscribe(Call call) {
        Channels channels = call.context().channels();
        return call.count() > 1
            ? change(call, "punsubscribe", channels::unsubscribePattern)
            : changeAll(call, "punsubscribe", call.client().patterns(),
                channels::unsubscribePattern);
    }

    private static Reply change(Call call, String word, BiConsumer<Client, byte[]> change) {
        if (!call.client().canSubscribe()) {
            return Reply.error("ERR this caller cannot take messages");
        }
        List<Reply> replies = Call.replies(call.count());
        for (int i = 1; i < call.count(); i++) {
            byte[] name = call.bytes(i);
            change.accept(call.client(), name);
            replies.add(confirmation(call, word, Reply.bulk(name)));
        }
        return Reply.sequence(replies);
    }

    private static Reply changeAll(
            Call call, String word, Set<ByteBuffer> names, BiConsumer<Client, byte[]> change) {
        List<Reply> replies = new ArrayList<>();
        for (ByteBuffer name : List.copyOf(names)) {
            change.accept(call.client(), name.array());
            replies.add(confirmation(call, word, Reply.bulk(name.array())));
        }
        if (replies.isEmpty()) {
            replies.add(confirmation(call, word, Reply.NIL));
        }
        return Reply.sequence(replies);
    }

    private static Reply confirmation(Call call, String word, Reply name) {
        return Reply.push(List.of(
            Reply.bulk(word), name, Reply.integer(call.client().subscriptions())));
    }

    private static Reply publish(Call call) {
        return Reply.integer(call.context().publish(call.bytes(1), call.bytes(2)));
    }

    private static Reply pubsub(Call call) {
        Channels channels = call.context().channels();
        if (call.is(1, "CHANNELS") && call.count() <= 3) {
            Glob pattern = call.count() == 3 ? new Glob(call.bytes(2)) : null;
            return Reply.array(channels.names().stream()
                .filter(name -> pattern == null || pattern.matches(name))
                .map(Reply::bulk).toList());
        }
        if (call.is(1, "NUMSUB")) {
            List<Reply> counts = new ArrayList<>();
            for (int i = 2; i < call.count(); i++) {
                byte[] name = call.bytes(i);
                counts.add(Reply.bulk(name));
                counts.add(Reply.integer(channels.listeners(name).size()));
            }
            return Reply.array(counts);
        }
        if (call.is(1, "NUMPAT") && call.count() == 2) {
            return Reply.integer(channels.patternCount());
        }
        return Errors.subcommand(call, "PUBSUB");
    }
}
