package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.NUMKEYS;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Command.container;
import static dev.socketley.engine.cache.command.Flag.ALLOW_BUSY;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.NO_MANDATORY_KEYS;
import static dev.socketley.engine.cache.command.Flag.SCRIPTING;
import static dev.socketley.engine.cache.command.Flag.SKIP_MONITOR;
import static dev.socketley.engine.cache.command.Flag.STALE;

import dev.socketley.engine.protocol.resp.Args;
import java.util.ArrayList;
import java.util.List;

/** Commands that run clients' scripts; nothing else runs between the commands of one. */
final class ScriptingCommands {
    private static final Reply NO_SCRIPT =
        Reply.error("NOSCRIPT No matching script. Please use EVAL.");

    static final List<Command> ALL = Command.group("scripting",
        eval("EVAL", CONNECTION, "script", "Runs a Lua script with keys and arguments."),
        eval("EVALSHA", CONNECTION, "sha1", "Runs the script with this SHA-1 hash."),
        eval("EVAL_RO", READ, "script", "As EVAL, for scripts that change nothing."),
        eval("EVALSHA_RO", READ, "sha1", "As EVALSHA, for scripts that change nothing."),
        container("SCRIPT", CONNECTION, "Loads, looks for and forgets scripts.",
            of("DEBUG", "Refused, except for NO: scripts are not debugged here.",
                ScriptingCommands::debug, arg("YES|SYNC|NO", WORDS)),
            of("EXISTS", "Tells whether there are scripts with these hashes.",
                ScriptingCommands::exist, many("sha1", STRING)),
            of("FLUSH", "Forgets every script.",
                ScriptingCommands::flush, optional("ASYNC|SYNC", WORDS)),
            of("KILL", "Ends the script that runs, unless it has changed something.",
                call -> call.context().scripts().kill()).flags(ALLOW_BUSY),
            of("LOAD", "Keeps a script without running it.", ScriptingCommands::load,
                arg("script", STRING)).flags(STALE)).flags(NOSCRIPT, STALE));

    private ScriptingCommands() {
    }

    private static Command eval(String name, Access access, String what, String summary) {
        boolean bySha = name.startsWith("EVALSHA");
        boolean readOnly = access == READ;
        return command(name, access, summary, call -> run(call, bySha, readOnly),
            arg(what, STRING), arg("numkeys", NUMKEYS), optionalMany("key", KEY),
            optionalMany("arg", STRING))
            .flags(NOSCRIPT, STALE, SCRIPTING, NO_MANDATORY_KEYS, SKIP_MONITOR).loads();
    }

    private static Reply run(Call call, boolean bySha, boolean readOnly) {
        long keys = call.integer(2);
        if (keys > call.count() - 3) {
            return Reply.error("ERR Number of keys can't be greater than number of args");
        }
        if (keys < 0) {
            return Reply.error("ERR Number of keys can't be negative");
        }
        Scripts scripts = call.context().scripts();
        if (scripts.isRunning()) {
            return Scripts.BUSY;
        }
        Scripts.Script script =
            bySha ? scripts.find(call.bytes(1)) : scripts.load(call.bytes(1));
        if (script == null) {
            return NO_SCRIPT;
        }
        Reply reply = scripts.run(script, new ScriptRun(call, script, (int) keys, readOnly),
            call.context(), call.later());
        if (reply == null) {
            call.client().writesLater();
        }
        return reply;
    }

    private static Command of(String name, String summary, Command.Handler handler, Arg... args) {
        return command(name, CONNECTION, summary, handler, args).flags(NOSCRIPT);
    }

    private static Reply debug(Call call) {
        return call.is(2, "NO") ? Reply.OK
            : Reply.error("ERR scripts cannot be debugged here; use SCRIPT DEBUG NO");
    }

    private static Reply load(Call call) {
        return Reply.bulk(call.context().scripts().load(call.bytes(2)).sha());
    }

    private static Reply exist(Call call) {
        Scripts scripts = call.context().scripts();
        List<Reply> found = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            found.add(Reply.flag(scripts.find(call.bytes(i)) != null));
        }
        return Reply.array(found);
    }

    private static Reply flush(Call call) {
        if (call.count() > 3 || call.count() == 3 && !call.is(2, "SYNC") && !call.is(2, "ASYNC")) {
            return Reply.error("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
        }
        call.context().scripts().close();
        return Reply.OK;
    }

    /** One run: what it was given, and how its commands are run. */
    private static final class ScriptRun implements ScriptEngine.Run {
        private static final Reply UNKNOWN =
            Reply.error("ERR Unknown Redis command called from script");
        private static final Reply WRONG_ARITY =
            Reply.error("ERR Wrong number of args calling Redis command from script");
        private static final Reply NOT_ALLOWED =
            Reply.error("ERR This Redis command is not allowed from script");
        private static final Reply READ_ONLY =
            Reply.error("ERR Write commands are not allowed from read-only scripts.");

        private final Call call;
        private final Scripts.Script script;
        private final List<byte[]> keys = new ArrayList<>();
        private final List<byte[]> args = new ArrayList<>();
        private final ScriptClient client;
        private final boolean readOnly;
        private final boolean isShort;

        ScriptRun(Call call, Scripts.Script script, int keyCount, boolean readOnly) {
            this.call = call;
            this.script = script;
            client = new ScriptClient(call.client());
            this.readOnly = readOnly || script.readOnly();
            isShort = !script.allowsOom() && call.context().gate().isShort();
            client.denyBlocking(true);
            client.database(call.client().database());
            for (int i = 3; i < call.count(); i++) {
                (i < 3 + keyCount ? keys : args).add(call.bytes(i));
            }
        }

        @Override
        public String sha() {
            return script.sha();
        }

        @Override
        public List<byte[]> keys() {
            return keys;
        }

        @Override
        public List<byte[]> args() {
            return args;
        }

        @Override
        public boolean takesTurns() {
            return client.sender().takesTurns() && call.later() != null;
        }

        @Override
        public void protocol(int version) {
            client.resp3(version == 3);
        }

        @Override
        public Reply call(Args words) {
            Command row = CommandTable.find(words);
            Reply refusal = row == null || row.isTextOnly() ? UNKNOWN : refusal(row, words);
            if (refusal != null) {
                return refusal;
            }
            if (row.access() == Access.WRITE) {
                call.context().scripts().wrote();
            }
            Reply reply = call.within(row, words, client);
            return reply == null ? NOT_ALLOWED : reply;
        }

        private Reply refusal(Command row, Args words) {
            if (CommandTable.arityError(row, words) != null) {
                return WRONG_ARITY;
            }
            if (row.has(NOSCRIPT)) {
                return NOT_ALLOWED;
            }
            if (readOnly && row.access() == Access.WRITE) {
                return READ_ONLY;
            }
            return isShort && row.has(Flag.DENYOOM)
                ? CacheContext.OUT_OF_MEMORY : call.context().gate().refusal(row);
        }
    }

    /** Whose commands a script's are: with a database and a protocol of its own. */
    private static final class ScriptClient extends Client {
        private final Client sender;

        ScriptClient(Client sender) {
            super(0);
            this.sender = sender;
        }

        @Override
        Client sender() {
            return sender;
        }

        @Override
        protected void push(
                Channels.Source source, byte[] pattern, byte[] channel, byte[] message) {
            throw new IllegalStateException("a script cannot subscribe");
        }

        @Override
        protected boolean isText() {
            return false;
        }

        @Override
        protected boolean canSubscribe() {
            return false;
        }

        @Override
        protected String address() {
            return "lua";
        }
    }
}
