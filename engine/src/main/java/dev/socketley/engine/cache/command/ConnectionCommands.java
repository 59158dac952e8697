package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;

import java.util.List;

/** Commands on the connection itself. */
final class ConnectionCommands {
    static final List<Command> ALL = List.of(
        command("PING", CONNECTION, "Answers, with the message if there is one.",
            ConnectionCommands::ping, optional("message", STRING)),
        command("ECHO", CONNECTION, "Answers with the message.",
            call -> Reply.bulk(call.bytes(1)), arg("message", STRING)),
        command("QUIT", CONNECTION, "Closes the connection.", ConnectionCommands::quit),
        command("SELECT", CONNECTION, "Chooses database 0, the only one.",
            ConnectionCommands::select, arg("index", INTEGER)),
        command("HELLO", CONNECTION, "Agrees on the protocol and describes the server.",
            ConnectionCommands::hello, optional("protover", INTEGER),
            optionalMany("SETNAME name", WORDS)),
        command("CLIENT", CONNECTION, "Tells of this connection and names it.",
            ConnectionCommands::client, arg("ID|INFO|GETNAME|SETNAME|SETINFO", WORDS),
            optionalMany("argument", STRING)),
        command("RESET", CONNECTION, "Makes the connection as new.",
            ConnectionCommands::reset));

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
        checkDatabase(call, 1);
        return Reply.OK;
    }

    static void checkDatabase(Call call, int index) {
        if (call.integer(index) != 0) {
            throw Errors.raise(Reply.error("ERR DB index is out of range"));
        }
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
                + client.name() + " db=0 sub=" + client.channels().size() + " psub="
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
        return Reply.status("RESET");
    }
}
