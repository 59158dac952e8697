package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.NO_AUTH;
import static dev.socketley.engine.cache.command.Flag.STALE;

import dev.socketley.engine.cache.store.Keyspace;
import java.util.List;

/** Commands on the connection itself. */
final class ConnectionCommands {
    static final List<Command> ALL = Command.group("connection",
        command("PING", CONNECTION, "Answers, with the message if there is one.",
            ConnectionCommands::ping, optional("message", STRING)).flags(FAST, LOADING, STALE),
        command("ECHO", CONNECTION, "Answers with the message.",
            call -> Reply.bulk(call.bytes(1)), arg("message", STRING)).flags(FAST, LOADING, STALE),
        command("QUIT", CONNECTION, "Closes the connection.", ConnectionCommands::quit)
            .flags(NOSCRIPT, FAST, LOADING, STALE, NO_AUTH),
        command("SELECT", CONNECTION, "Chooses the database that later commands work on.",
            ConnectionCommands::select, arg("index", INTEGER)).flags(FAST, LOADING, STALE),
        command("HELLO", CONNECTION, "Agrees on the protocol and describes the server.",
            ConnectionCommands::hello, optional("protover", INTEGER),
            optionalMany("SETNAME name", WORDS)).flags(NOSCRIPT, FAST, LOADING, STALE, NO_AUTH),
        command("CLIENT", CONNECTION, "Tells of this connection and names it.",
            ConnectionCommands::client, arg("ID|INFO|GETNAME|SETNAME|SETINFO", WORDS),
            optionalMany("argument", STRING)).flags(NOSCRIPT, LOADING, STALE),
        command("RESET", CONNECTION, "Makes the connection as new.",
            ConnectionCommands::reset).flags(NOSCRIPT, FAST, LOADING, STALE, NO_AUTH));

    private static final Reply PONG = Reply.status("PONG");
    private static final Reply NO_PROTO = Reply.error("NOPROTO unsupported protocol version");

    private ConnectionCommands() {
    }

    private static Reply ping(Call call) {
        if (call.count() > 2) {
            return call.arityError();
        }
        if (call.client().isSubscribed()) {
            return Reply.array(Reply.bulk("pong"),
                Reply.bulk(call.count() == 2 ? call.bytes(1) : new byte[0]));
        }
        return call.count() == 2 ? Reply.bulk(call.bytes(1)) : PONG;
    }

    private static Reply quit(Call call) {
        call.client().quit();
        return Reply.OK;
    }

    private static Reply select(Call call) {
        call.client().database(database(call, 1, Errors.NOT_AN_INTEGER));
        return Reply.OK;
    }

    /** The number of a database. */
    static int database(Call call, int index, Reply notANumber) {
        long number;
        try {
            number = call.integer(index);
        } catch (CommandException e) {
            throw Errors.raise(notANumber);
        }
        if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
            throw Errors.raise(notANumber);
        }
        if (number < 0 || number >= Keyspace.DATABASES) {
            throw Errors.raise(Reply.error("ERR DB index is out of range"));
        }
        return (int) number;
    }

    private static Reply hello(Call call) {
        if (call.count() > 1) {
            helloOptions(call);
        }
        CacheContext context = call.context();
        return Reply.array(
            Reply.bulk("server"), Reply.bulk("socketley"),
            Reply.bulk("version"), Reply.bulk(CacheContext.REDIS_VERSION),
            Reply.bulk("proto"), Reply.integer(2),
            Reply.bulk("id"), Reply.integer(call.client().id()),
            Reply.bulk("mode"), Reply.bulk("standalone"),
            Reply.bulk("role"), Reply.bulk(context.role()),
            Reply.bulk("modules"), Reply.EMPTY);
    }

    private static void helloOptions(Call call) {
        long version;
        try {
            version = call.integer(1);
        } catch (CommandException e) {
            throw Errors.raise(
                Reply.error("ERR Protocol version is not an integer or out of range"));
        }
        if (version != 2) {
            throw Errors.raise(NO_PROTO);
        }
        for (int i = 2; i < call.count(); i += 2) {
            if (!call.is(i, "SETNAME") || i + 1 == call.count()) {
                throw Errors.raise(Reply.error("ERR Syntax error in HELLO option '"
                    + Words.shown(call.args(), i) + "'"));
            }
            rename(call, i + 1);
        }
    }

    private static Reply client(Call call) {
        Client client = call.client();
        int count = call.count();
        if (call.is(1, "ID") && count == 2) {
            return Reply.integer(client.id());
        }
        if (call.is(1, "GETNAME") && count == 2) {
            return client.name().isEmpty() ? Reply.NIL : Reply.bulk(client.name());
        }
        if (call.is(1, "SETNAME") && count == 3) {
            rename(call, 2);
            return Reply.OK;
        }
        if (call.is(1, "SETINFO") && count == 4) {
            return call.is(2, "LIB-NAME") || call.is(2, "LIB-VER") ? Reply.OK
                : Reply.error("ERR Unrecognized option '" + Words.shown(call.args(), 2) + "'");
        }
        if (call.is(1, "INFO") && count == 2) {
            return Reply.bulk("id=" + client.id() + " addr=" + client.address() + " name="
                + client.name() + " db=" + client.database() + " sub=" + client.channels().size() + " psub="
                + client.patterns().size() + " cmd=client|info resp=2\n");
        }
        return Errors.subcommand(call, "CLIENT");
    }

    private static void rename(Call call, int index) {
        String name = call.args().text(index);
        if (!name.chars().allMatch(c -> c >= '!' && c <= '~')) {
            throw Errors.raise(Reply.error("ERR Client names cannot contain spaces, newlines or"
                + " special characters."));
        }
        call.client().name(name);
    }

    private static Reply reset(Call call) {
        call.context().channels().forget(call.client());
        call.client().name("");
        call.client().database(0);
        return Reply.status("RESET");
    }
}
