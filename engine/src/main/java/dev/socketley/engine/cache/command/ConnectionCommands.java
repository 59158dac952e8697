package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.ALLOW_BUSY;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.NO_AUTH;
import static dev.socketley.engine.cache.command.Flag.STALE;
import static dev.socketley.engine.cache.command.Flag.SUBSCRIBED;

import dev.socketley.engine.cache.store.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Commands on the connection itself. */
final class ConnectionCommands {
    static final List<Command> ALL = Command.group("connection",
        command("PING", CONNECTION, "Answers, with the message if there is one.",
            ConnectionCommands::ping, optional("message", STRING))
            .flags(SUBSCRIBED, FAST),
        command("ECHO", CONNECTION, "Answers with the message.",
            call -> Reply.bulk(call.bytes(1)), arg("message", STRING)).flags(FAST, LOADING, STALE),
        command("QUIT", CONNECTION, "Closes the connection.", ConnectionCommands::quit,
            optionalMany("ignored", STRING))
            .flags(SUBSCRIBED, NOSCRIPT, FAST, LOADING, STALE, NO_AUTH, ALLOW_BUSY),
        command("SELECT", CONNECTION, "Chooses the database that later commands work on.",
            ConnectionCommands::select, arg("index", INTEGER)).flags(FAST, LOADING, STALE),
        command("HELLO", CONNECTION, "Agrees on the protocol and describes the server.",
            ConnectionCommands::hello, optional("protover", INTEGER),
            optionalMany("AUTH username password|SETNAME name", WORDS))
            .flags(NOSCRIPT, FAST, LOADING, STALE, NO_AUTH, ALLOW_BUSY),
        command("AUTH", CONNECTION, "Gives the password of the cache.",
            ConnectionCommands::auth, optional("username", STRING), arg("password", STRING))
            .flags(NOSCRIPT, FAST, LOADING, STALE, NO_AUTH, ALLOW_BUSY)
            .text(TextForm.rest("auth password")),
        command("RESET", CONNECTION, "Makes the connection as new.",
            ConnectionCommands::reset)
            .flags(SUBSCRIBED, NOSCRIPT, FAST, LOADING, STALE, NO_AUTH, ALLOW_BUSY));

    private static final Reply PONG = Reply.status("PONG");
    private static final byte[] DEFAULT_USER = "default".getBytes(StandardCharsets.US_ASCII);
    private static final Reply NO_PROTO = Reply.error("NOPROTO unsupported protocol version");

    private ConnectionCommands() {
    }

    private static Reply ping(Call call) {
        if (call.count() > 2) {
            return call.arityError();
        }
        if (call.client().isSubscribed() && !call.client().isResp3()) {
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
        Client client = call.client();
        boolean resp3 = client.isResp3();
        if (call.count() > 1) {
            resp3 = protocol(call) == 3;
            helloOptions(call);
        }
        if (call.context().clients().refusesHello(client)) {
            return Reply.error("NOAUTH HELLO must be called with the client already authenticated,"
                + " otherwise the HELLO <proto> AUTH <user> <pass> option can be used to"
                + " authenticate the client and select the RESP protocol version at the same"
                + " time");
        }
        client.resp3(resp3);
        CacheContext context = call.context();
        return Reply.map(List.of(
            Reply.bulk("server"), Reply.bulk("redis"),
            Reply.bulk("version"), Reply.bulk(CacheContext.REDIS_VERSION),
            Reply.bulk("proto"), Reply.integer(resp3 ? 3 : 2),
            Reply.bulk("id"), Reply.integer(client.id()),
            Reply.bulk("mode"), Reply.bulk("standalone"),
            Reply.bulk("role"), Reply.bulk(context.replication().isFollowing() ? "replica" : "master"),
            Reply.bulk("modules"), Reply.EMPTY));
    }

    private static long protocol(Call call) {
        long version;
        try {
            version = call.integer(1);
        } catch (CommandException e) {
            throw Errors.raise(
                Reply.error("ERR Protocol version is not an integer or out of range"));
        }
        if (version != 2 && version != 3) {
            throw Errors.raise(NO_PROTO);
        }
        return version;
    }

    private static void helloOptions(Call call) {
        int nameAt = 0;
        for (int i = 2; i < call.count(); i++) {
            if (call.is(i, "AUTH") && i + 2 < call.count()) {
                login(call, call.bytes(i + 1), call.bytes(i + 2));
                i += 2;
            } else if (call.is(i, "SETNAME") && i + 1 < call.count()) {
                nameAt = ++i;
            } else {
                throw Errors.raise(Reply.error("ERR Syntax error in HELLO option '"
                    + Words.shown(call.args(), i) + "'"));
            }
        }
        if (nameAt > 0) {
            ClientCommands.rename(call, nameAt);
        }
    }

    private static Reply auth(Call call) {
        if (call.count() > 3) {
            return Errors.SYNTAX;
        }
        if (call.count() == 2 && !call.context().clients().hasPassword()) {
            return Reply.error("ERR AUTH <password> called without any password configured for the"
                + " default user. Are you sure your configuration is correct?");
        }
        login(call, call.count() == 3 ? call.bytes(1) : DEFAULT_USER, call.bytes(call.count() - 1));
        return Reply.OK;
    }

    /** Without a password anything is right for the one user there is, as in Redis. */
    private static void login(Call call, byte[] user, byte[] password) {
        Clients clients = call.context().clients();
        if (!Arrays.equals(user, DEFAULT_USER)
                || clients.hasPassword() && !clients.isPassword(password)) {
            throw Errors.raise(Reply.error(
                "WRONGPASS invalid username-password pair or user is disabled."));
        }
        call.client().authenticated(true);
    }

    private static Reply reset(Call call) {
        Client client = call.client();
        call.context().reset(client);
        client.database(0);
        client.resp3(false);
        client.authenticated(false);
        return Reply.status("RESET");
    }
}
