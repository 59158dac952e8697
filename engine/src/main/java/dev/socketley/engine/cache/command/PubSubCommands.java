package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.PUBSUB;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.PATTERN;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Command.container;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.STALE;
import static dev.socketley.engine.cache.command.Flag.SUBSCRIBED;

import dev.socketley.engine.cache.store.Glob;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Commands on channels. */
final class PubSubCommands {
    static final List<Command> ALL = Command.group("pubsub",
        subscriber("SUBSCRIBE", "Listens to channels.",
            call -> change(call, "subscribe", Channels.Kind.CHANNEL), many("channel", STRING))
            .text(TextForm.rest("subscribe channel").replying(TextForm.Shape.OK)),
        subscriber("UNSUBSCRIBE", "Stops listening to channels, or to all.",
            call -> unsubscribe(call, "unsubscribe", Channels.Kind.CHANNEL),
            optionalMany("channel", STRING))
            .text(TextForm.rest("unsubscribe channel").replying(TextForm.Shape.OK)),
        subscriber("PSUBSCRIBE", "Listens to every channel that matches a pattern.",
            call -> change(call, "psubscribe", Channels.Kind.PATTERN), many("pattern", PATTERN)),
        subscriber("PUNSUBSCRIBE", "Stops listening to patterns, or to all.",
            call -> unsubscribe(call, "punsubscribe", Channels.Kind.PATTERN),
            optionalMany("pattern", PATTERN)),
        subscriber("SSUBSCRIBE", "Listens to channels of a shard; all are here.",
            call -> change(call, "ssubscribe", Channels.Kind.SHARD), many("shardchannel", KEY)),
        subscriber("SUNSUBSCRIBE", "Stops listening to channels of a shard, or to all.",
            call -> unsubscribe(call, "sunsubscribe", Channels.Kind.SHARD),
            optionalMany("shardchannel", KEY)),
        command("PUBLISH", PUBSUB, "Sends a message to everyone who listens to a channel.",
            PubSubCommands::publish, arg("channel", STRING), arg("message", STRING))
            .flags(FAST, LOADING, STALE)
            .text(TextForm.rest("publish channel message").denied()),
        command("SPUBLISH", PUBSUB, "Sends a message to a channel of a shard.",
            PubSubCommands::spublish, arg("shardchannel", KEY), arg("message", STRING))
            .flags(FAST, LOADING, STALE),
        container("PUBSUB", PUBSUB, "Tells which channels are listened to.",
            of("CHANNELS", "Returns the channels, of those that match.",
                call -> names(call, Channels.Kind.CHANNEL), optional("pattern", PATTERN)),
            of("NUMPAT", "Returns how many patterns there are.", call -> Reply.integer(
                call.context().channels().names(Channels.Kind.PATTERN).size())),
            of("NUMSUB", "Returns how many listen to channels.",
                call -> counts(call, Channels.Kind.CHANNEL), optionalMany("channel", STRING)),
            of("SHARDCHANNELS", "Returns the channels of the shard, of those that match.",
                call -> names(call, Channels.Kind.SHARD), optional("pattern", PATTERN)),
            of("SHARDNUMSUB", "Returns how many listen to channels of the shard.",
                call -> counts(call, Channels.Kind.SHARD), optionalMany("shardchannel", STRING)))
            .flags(LOADING, STALE));

    private PubSubCommands() {
    }

    private static Command subscriber(
            String name, String summary, Command.Handler handler, Arg arg) {
        return command(name, PUBSUB, summary, handler, arg)
            .flags(SUBSCRIBED, NOSCRIPT, LOADING, STALE);
    }

    private static Command of(String name, String summary, Command.Handler handler, Arg... args) {
        return command(name, PUBSUB, summary, handler, args).flags(LOADING, STALE);
    }

    private static Reply change(Call call, String word, Channels.Kind kind) {
        if (!call.client().canSubscribe()) {
            return Reply.error("ERR this caller cannot take messages");
        }
        List<Reply> replies = Call.replies(call.count());
        for (int i = 1; i < call.count(); i++) {
            byte[] name = call.bytes(i);
            if (word.contains("un")) {
                call.context().channels().unsubscribe(kind, call.client(), name);
            } else {
                call.context().channels().subscribe(kind, call.client(), name);
            }
            replies.add(confirmation(call, word, kind, Reply.bulk(name)));
        }
        return Reply.sequence(replies);
    }

    private static Reply unsubscribe(Call call, String word, Channels.Kind kind) {
        if (call.count() > 1) {
            return change(call, word, kind);
        }
        List<Reply> replies = new ArrayList<>();
        for (ByteBuffer name : List.copyOf(call.client().subscribed(kind))) {
            call.context().channels().unsubscribe(kind, call.client(), name.array());
            replies.add(confirmation(call, word, kind, Reply.bulk(name.array())));
        }
        if (replies.isEmpty()) {
            replies.add(confirmation(call, word, kind, Reply.NIL));
        }
        return Reply.sequence(replies);
    }

    private static Reply confirmation(Call call, String word, Channels.Kind kind, Reply name) {
        int left = kind == Channels.Kind.SHARD
            ? call.client().subscribed(kind).size() : call.client().subscriptions();
        return Reply.push(List.of(Reply.bulk(word), name, Reply.integer(left)));
    }

    private static Reply publish(Call call) {
        return Reply.integer(call.context().publish(call.bytes(1), call.bytes(2)));
    }

    private static Reply spublish(Call call) {
        call.context().replication().published(call.bytes(0), call.bytes(1), call.bytes(2));
        return Reply.integer(call.context().channels().publishShard(call.bytes(1), call.bytes(2)));
    }

    private static Reply names(Call call, Channels.Kind kind) {
        if (call.count() > 3) {
            return call.arityError();
        }
        Glob pattern = call.count() == 3 ? new Glob(call.bytes(2)) : null;
        return Reply.array(call.context().channels().names(kind).stream()
            .filter(name -> pattern == null || pattern.matches(name))
            .map(Reply::bulk).toList());
    }

    private static Reply counts(Call call, Channels.Kind kind) {
        List<Reply> counts = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            byte[] name = call.bytes(i);
            counts.add(Reply.bulk(name));
            counts.add(Reply.integer(call.context().channels().listeners(kind, name).size()));
        }
        return Reply.array(counts);
    }
}
