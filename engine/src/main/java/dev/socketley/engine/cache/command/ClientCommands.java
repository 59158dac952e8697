package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.STALE;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code CLIENT}: the connections, seen and steered by one of them. */
final class ClientCommands {
    static final List<Command> ALL = Command.group("connection",
        command("CLIENT", CONNECTION, "Tells of the connections, names and closes them.",
            ClientCommands::client,
            arg("subcommand", STRING), optionalMany("argument", STRING)).flags(NOSCRIPT, LOADING, STALE));

    private static final List<String> HELP = List.of(
        "CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "GETNAME", "    Return the name of the current connection.",
        "GETREDIR", "    Return the client ID we are redirecting to when tracking is enabled.",
        "ID", "    Return the ID of the current connection.",
        "INFO", "    Return information about the current client connection.",
        "KILL <ip:port>", "    Kill connection made from <ip:port>.",
        "KILL <option> <value> [<option> <value> [...]]", "    Kill connections. Options are:",
        "    * ADDR, ID, TYPE (NORMAL|PUBSUB), USER, SKIPME (YES|NO), MAXAGE.",
        "LIST [TYPE (NORMAL|PUBSUB)] [ID <id> [...]]", "    Return information about connections.",
        "PAUSE <timeout> [WRITE|ALL]", "    Suspend all, or just write, clients for <timeout> ms.",
        "UNBLOCK <clientid> [TIMEOUT|ERROR]", "    End the waiting of a client for a key.",
        "UNPAUSE", "    Stop the current client pause.",
        "REPLY (ON|OFF|SKIP)", "    Control the replies sent to the current connection.",
        "SETNAME <name>", "    Assign the name <name> to the current connection.",
        "SETINFO <option> <value>", "    Set LIB-NAME or LIB-VER of the current connection.",
        "NO-EVICT (ON|OFF)", "    Accepted; connections are never evicted.",
        "NO-TOUCH (ON|OFF)", "    Accepted and shown; a key's idle time still counts its commands.",
        "HELP", "    Print this help.");
    private static final long MS_PER_SECOND = 1000;

    private ClientCommands() {
    }

    private static Reply client(Call call) {
        int count = call.count();
        String word = call.args().text(1).toUpperCase(Locale.ROOT);
        boolean right = switch (word) {
            case "ID", "INFO", "GETNAME", "GETREDIR", "TRACKINGINFO", "UNPAUSE", "HELP" ->
                count == 2;
            case "SETNAME", "REPLY", "NO-EVICT", "NO-TOUCH" -> count == 3;
            case "SETINFO" -> count == 4;
            case "PAUSE", "UNBLOCK" -> count == 3 || count == 4;
            case "KILL" -> count > 2;
            case "LIST" -> true;
            default -> throw Errors.raise(Reply.error("ERR unknown subcommand '"
                + Words.shown(call.args(), 1) + "'. Try CLIENT HELP."));
        };
        return right ? run(call, word) : Errors.arity("client|" + word.toLowerCase(
            Locale.ROOT));
    }

    private static Reply run(Call call, String word) {
        Client client = call.client();
        ClientInfo info = client.info();
        return switch (word) {
            case "ID" -> Reply.integer(client.id());
            case "INFO" -> Reply.text(line(call, client) + "\n");
            case "GETNAME" -> info.name.isEmpty() ? Reply.NIL : Reply.bulk(info.name);
            case "GETREDIR" -> Reply.integer(-1);
            case "TRACKINGINFO" -> Reply.map(List.of(
                Reply.bulk("flags"), Reply.set(List.of(Reply.bulk("off"))),
                Reply.bulk("redirect"), Reply.integer(-1),
                Reply.bulk("prefixes"), Reply.EMPTY));
            case "SETNAME" -> {
                rename(call, 2);
                yield Reply.OK;
            }
            case "SETINFO" -> setInfo(call);
            case "REPLY" -> replies(call);
            case "NO-EVICT" -> {
                info.noEvict = isOn(call);
                yield Reply.OK;
            }
            case "NO-TOUCH" -> {
                info.noTouch = isOn(call);
                yield Reply.OK;
            }
            case "PAUSE" -> pause(call);
            case "UNPAUSE" -> {
                call.context().clients().unpause();
                yield Reply.OK;
            }
            case "UNBLOCK" -> unblock(call);
            case "LIST" -> list(call);
            case "KILL" -> call.count() == 3 ? killAt(call) : kill(call);
            default -> Reply.array(HELP.stream().map(Reply::status).toList());
        };
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
        call.context().clients().pause(
            call.now() + timeout, all);
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
            .map(client -> line(call, client) + "\n").collect(Collectors.joining()));
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

    private static long id(Call call, int index, String message) {
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
        if (call.count() % 2 != 0) {
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

    private static String line(Call call, Client client) {
        ClientInfo info = client.info();
        Transaction queued = client.transaction();
        return "id=" + client.id() + " addr=" + client.address() + " name=" + info.name
            + " age=" + (call.now() - info.bornMs) / MS_PER_SECOND
            + " idle=" + (call.now() - info.seenMs) / MS_PER_SECOND
            + " flags=" + flags(call, client) + " db=" + client.database()
            + " sub=" + client.channels().size() + " psub=" + client.patterns().size()
            + " multi=" + (queued == null ? -1 : queued.commands().size())
            + " tot-cmds=" + info.commands + " cmd=" + info.command + " user=default resp="
            + (client.isResp3() ? 3 : 2) + " lib-name=" + info.libraryName
            + " lib-ver=" + info.libraryVersion;
    }

    private static String flags(Call call, Client client) {
        String flags = (call.context().blocked().isBlocked(client.id()) ? "b" : "")
            + (client.isSubscribed() ? "P" : "") + (client.transaction() != null ? "x" : "")
            + (client.info().noEvict ? "e" : "") + (client.info().noTouch ? "T" : "");
        return flags.isEmpty() ? "N" : flags;
    }
}
