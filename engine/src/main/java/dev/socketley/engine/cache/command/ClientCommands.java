package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Command.container;
import static dev.socketley.engine.cache.command.Flag.ADMIN;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.STALE;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code CLIENT}: the connections, seen and steered by one of them. */
final class ClientCommands {
    static final List<Command> ALL = Command.group("connection",
        container("CLIENT", CONNECTION, "Tells of the connections, names and closes them.",
            own("CACHING", "Says whether the keys of the next command are tracked.",
                TrackingCommands::caching, arg("YES|NO", WORDS)),
            own("GETNAME", "Returns the name of the connection.", call -> {
                String name = call.client().info().name;
                return name.isEmpty() ? Reply.NIL : Reply.bulk(name);
            }),
            own("GETREDIR", "Returns who is told in place of this connection.",
                TrackingCommands::redirected),
            own("ID", "Returns the number of the connection.",
                call -> Reply.integer(call.client().id())),
            own("INFO", "Describes the connection.",
                call -> Reply.text(ClientLine.of(call, call.client()) + "\n")),
            all("KILL", "Closes connections.",
                call -> call.count() == 3 ? killAt(call) : kill(call), arg("ip:port", STRING),
                optionalMany("ID client-id|TYPE type|ADDR ip:port|LADDR ip:port|USER username"
                    + "|SKIPME YES/NO|MAXAGE seconds", WORDS)),
            all("LIST", "Describes the connections, or some of them.", ClientCommands::list,
                optionalMany("TYPE type|ID client-id", WORDS)),
            all("NO-EVICT", "Accepted; connections are never evicted.", call -> {
                call.client().info().noEvict = isOn(call);
                return Reply.OK;
            }, arg("ON|OFF", WORDS)),
            own("NO-TOUCH", "Says whether commands of the connection are no use of the keys.",
                call -> {
                    call.client().info().noTouch = isOn(call);
                    return Reply.OK;
                }, arg("ON|OFF", WORDS)),
            all("PAUSE", "Suspends all clients, or those that write, for some milliseconds.",
                ClientCommands::pause, arg("timeout", INTEGER), optional("WRITE|ALL", WORDS)),
            own("REPLY", "Says whether the connection gets replies.",
                ClientCommands::replies, arg("ON|OFF|SKIP", WORDS)),
            own("SETINFO", "Names the library of the connection.", ClientCommands::setInfo,
                arg("LIB-NAME|LIB-VER", WORDS), arg("value", STRING)),
            own("SETNAME", "Names the connection.", call -> {
                rename(call, 2);
                return Reply.OK;
            }, arg("connection-name", STRING)),
            own("TRACKING", "Says whether the connection is told of changes of keys that it read.",
                TrackingCommands::tracking, arg("ON|OFF", WORDS), optionalMany(
                    "REDIRECT client-id|PREFIX prefix|BCAST|OPTIN|OPTOUT|NOLOOP", WORDS)),
            own("TRACKINGINFO", "Tells what the connection is told of.", TrackingCommands::info),
            all("UNBLOCK", "Ends the waiting of a connection for a key.",
                ClientCommands::unblock, arg("client-id", INTEGER),
                optional("TIMEOUT|ERROR", WORDS)),
            all("UNPAUSE", "Ends the pause.", call -> {
                call.context().clients().unpause();
                return Reply.OK;
            })).flags(NOSCRIPT, LOADING, STALE));

    private static final long MS_PER_SECOND = 1000;

    private ClientCommands() {
    }

    /** A subcommand on the connection itself. */
    private static Command own(String name, String summary, Command.Handler handler, Arg... args) {
        return command(name, CONNECTION, summary, handler, args).flags(NOSCRIPT, LOADING, STALE);
    }

    /** A subcommand on other connections. */
    private static Command all(String name, String summary, Command.Handler handler, Arg... args) {
        return own(name, summary, handler, args).flags(ADMIN);
    }

    // ---- of itself --------------------------------------------------------------------------

    static void rename(Call call, int index) {
        call.client().info().name = printable(call, index, "Client names");
    }

    private static String printable(Call call, int index, String what) {
        String name = call.args().text(index);
        if (!name.chars().allMatch(c -> c >= '!' && c <= '~')) {
            throw Errors.raise(Reply.error("ERR " + what + " cannot contain spaces, newlines or"
                + " special characters."));
        }
        return name;
    }

    private static Reply setInfo(Call call) {
        ClientInfo info = call.client().info();
        if (call.is(2, "LIB-NAME")) {
            info.libraryName = printable(call, 3, "lib-name");
        } else if (call.is(2, "LIB-VER")) {
            info.libraryVersion = printable(call, 3, "lib-ver");
        } else {
            return Reply.error("ERR Unrecognized option '" + Words.shown(call.args(), 2) + "'");
        }
        return Reply.OK;
    }

    private static Reply replies(Call call) {
        ClientInfo info = call.client().info();
        if (call.is(2, "ON")) {
            info.replies = ClientInfo.Replies.ON;
            return Reply.OK;
        }
        if (call.is(2, "OFF")) {
            info.replies = ClientInfo.Replies.OFF;
        } else if (call.is(2, "SKIP")) {
            if (info.replies != ClientInfo.Replies.OFF) {
                info.replies = ClientInfo.Replies.SKIP_NEXT;
            }
        } else {
            return Errors.SYNTAX;
        }
        return Reply.NONE;
    }

    private static boolean isOn(Call call) {
        if (!call.is(2, "ON") && !call.is(2, "OFF")) {
            throw Errors.raise(Errors.SYNTAX);
        }
        return call.is(2, "ON");
    }

    // ---- of all -----------------------------------------------------------------------------

    private static Reply pause(Call call) {
        long timeout = Errors.timeoutMs(call, 2);
        boolean all = call.count() == 3 || call.is(3, "ALL");
        if (!all && !call.is(3, "WRITE")) {
            return Reply.error("ERR CLIENT PAUSE mode must be WRITE or ALL");
        }
        call.context().clients().pause(call.context().steadyMs() + timeout, all);
        return Reply.OK;
    }

    private static Reply unblock(Call call) {
        boolean asError = call.count() == 4 && call.is(3, "ERROR");
        if (call.count() == 4 && !asError && !call.is(3, "TIMEOUT")) {
            return Reply.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
        }
        long id = call.integer(2);
        return Reply.flag(id > 0 && call.context().blocked().unblock(id, asError));
    }

    private static Reply list(Call call) {
        Predicate<Client> wanted = client -> true;
        if (call.count() > 3 && call.is(2, "ID")) {
            wanted = client -> false;
            for (int i = 3; i < call.count(); i++) {
                long id = id(call, i, "ERR Invalid client ID");
                wanted = wanted.or(client -> client.id() == id);
            }
        } else if (call.count() == 4 && call.is(2, "TYPE")) {
            wanted = ofType(call, 3);
        } else if (call.count() != 2) {
            return Errors.SYNTAX;
        }
        return Reply.text(call.context().clients().all().stream().filter(wanted)
            .map(client -> ClientLine.of(call, client) + "\n").collect(Collectors.joining()));
    }

    private static Predicate<Client> ofType(Call call, int index) {
        if (call.is(index, "NORMAL")) {
            return client -> !client.isSubscribed();
        }
        if (call.is(index, "PUBSUB")) {
            return Client::isSubscribed;
        }
        if (call.is(index, "MASTER") || call.is(index, "REPLICA") || call.is(index, "SLAVE")) {
            return client -> false;
        }
        throw Errors.raise(Reply.error("ERR Unknown client type '"
            + Words.shown(call.args(), index) + "'"));
    }

    static long id(Call call, int index, String message) {
        try {
            long id = call.integer(index);
            if (id > 0) {
                return id;
            }
        } catch (CommandException e) {
            // worded below
        }
        throw Errors.raise(Reply.error(message));
    }

    private static Reply killAt(Call call) {
        String address = call.args().text(2);
        long closed = close(call, client -> client.address().equals(address), false);
        return closed > 0 ? Reply.OK : Reply.error("ERR No such client");
    }

    private static Reply kill(Call call) {
        Predicate<Client> wanted = client -> true;
        boolean skipMe = true;
        if (call.count() < 4 || call.count() % 2 != 0) {
            return Errors.SYNTAX;
        }
        for (int i = 2; i < call.count(); i += 2) {
            if (call.is(i, "SKIPME")) {
                if (!call.is(i + 1, "YES") && !call.is(i + 1, "NO")) {
                    return Errors.SYNTAX;
                }
                skipMe = call.is(i + 1, "YES");
            } else {
                wanted = wanted.and(filter(call, i));
            }
        }
        return Reply.integer(close(call, wanted, skipMe));
    }

    private static Predicate<Client> filter(Call call, int at) {
        String value = call.args().text(at + 1);
        if (call.is(at, "ID")) {
            long id = id(call, at + 1, "ERR client-id should be greater than 0");
            return client -> client.id() == id;
        }
        if (call.is(at, "ADDR")) {
            return client -> client.address().equals(value);
        }
        if (call.is(at, "LADDR")) {
            return client -> client.localAddress().equals(value);
        }
        if (call.is(at, "TYPE")) {
            return ofType(call, at + 1);
        }
        if (call.is(at, "USER")) {
            if (!value.equals("default")) {
                throw Errors.raise(Reply.error("ERR No such user '" + value + "'"));
            }
            return client -> true;
        }
        if (call.is(at, "MAXAGE")) {
            long age = id(call, at + 1, "ERR maxage is not an integer or out of range");
            return client -> (call.now() - client.info().bornMs) / MS_PER_SECOND >= age;
        }
        throw Errors.raise(Errors.SYNTAX);
    }

    private static long close(Call call, Predicate<Client> wanted, boolean skipMe) {
        long closed = 0;
        for (Client client : call.context().clients().all()) {
            boolean itself = client == call.client();
            if (wanted.test(client) && !(itself && skipMe)) {
                if (itself) {
                    client.quit();
                } else {
                    client.close(true);
                }
                closed++;
            }
        }
        return closed;
    }
}
