package dev.socketley.engine.cache.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The scripts that clients have sent, by the hash of their source, and the engine that runs them.
 *
 * <p>Thread: the cache's home loop. Owns: the engine, which is opened when the first script comes.
 * Bounds: the given number of scripts and of bytes of source; those unused longest go first.
 */
public final class Scripts implements AutoCloseable {
    /** What others are told while a script takes too long. */
    public static final Reply BUSY = Reply.error(
        "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.");
    private static final Reply UNKILLABLE = Reply.error("UNKILLABLE Sorry the script already executed"
        + " write commands against the dataset. You can either wait the script termination or kill"
        + " the server in a hard way using the SHUTDOWN NOSAVE command.");
    static final String CANNOT_COMPILE = "ERR Error compiling script (new function): ";

    /**
     * What scripts of a cache may use.
     *
     * @param countMax how many are kept
     * @param bytesMax bytes of source that are kept
     * @param busyMs   ms after which others wait no longer for a script, but are refused
     * @param each     what one run may use
     */
    public record Settings(int countMax, long bytesMax, long busyMs, ScriptEngine.Bounds each) {
        static final Settings DEFAULT =
            new Settings(1000, 16L << 20, 1000, new ScriptEngine.Bounds(5000, 128L << 20));
    }

    /** A script that was compiled. */
    record Script(String sha, int bytes, boolean readOnly, boolean allowsOom, Object compiled) {
    }

    private final Map<String, Script> scripts = new LinkedHashMap<>(16, 0.75f, true);
    private ScriptEngine.Factory factory;
    private ScriptEngine engine;
    private Settings settings = Settings.DEFAULT;
    private long bytes;
    private Executor loop = Runnable::run;
    private Runnable onRelease = () -> { };
    private boolean running;
    private boolean overdue;
    private boolean wrote;
    private long runs;

    /** Sets who makes the engine; without, scripts are refused. */
    public void factory(ScriptEngine.Factory makes) {
        factory = makes;
    }

    /** Changes what scripts may use. */
    public void settings(Settings next) {
        settings = next;
        if (engine != null) {
            engine.bounds(next.each());
        }
        shrink();
    }

    /** Sets where scripts take their turns. */
    public void loop(Executor turns) {
        loop = turns;
    }

    /** Sets who is told that others must wait no longer, as a script has ended or takes too long. */
    public void onRelease(Runnable told) {
        onRelease = told;
    }

    /** Scripts that are kept. */
    int count() {
        return scripts.size();
    }

    /** Whether a script has begun and not ended: nothing else may touch the keys. */
    public boolean isRunning() {
        return running;
    }

    /** Whether clients that send commands are to wait for the end of a script. */
    public boolean isHolding() {
        return running && !overdue;
    }

    /** The script has changed something, and cannot be killed any more. */
    void wrote() {
        wrote = true;
    }

    /** Ends the script that runs, for a client that asks. */
    Reply kill() {
        if (!running) {
            return Reply.error("NOTBUSY No scripts in execution right now.");
        }
        if (wrote) {
            return UNKILLABLE;
        }
        engine.kill("Script killed by user with SCRIPT KILL.");
        return Reply.OK;
    }

    /**
     * Runs a script; not while one runs.
     *
     * @param later takes the reply if it comes later
     * @return the reply, or null when it comes later
     */
    Reply run(Script script, ScriptEngine.Run run, CacheContext context, Consumer<Reply> later) {
        ScriptEngine with = engine();
        long number = ++runs;
        running = true;
        overdue = false;
        wrote = false;
        context.group(true);
        Reply reply = null;
        boolean returned = false;
        try {
            reply = with.run(script.compiled(), run, result -> {
                ended(context);
                later.accept(result);
                if (!running) {
                    onRelease.run();
                }
            });
            returned = true;
        } finally {
            if (reply != null || !returned) {
                ended(context);
            }
        }
        if (reply == null) {
            context.server().after(settings.busyMs(), () -> {
                if (running && runs == number) {
                    overdue = true;
                    onRelease.run();
                }
            });
        }
        return reply;
    }

    private void ended(CacheContext context) {
        running = false;
        context.group(false);
    }

    /** The script with this hash in digits of any case, or null. */
    Script find(byte[] sha) {
        return sha.length != 40 ? null
            : scripts.get(Words.lower(new String(sha, StandardCharsets.ISO_8859_1)));
    }

    /** The script of this source, compiled if it is new. */
    Script load(byte[] source) {
        String sha = sha(source);
        Script known = scripts.get(sha);
        if (known != null) {
            return known;
        }
        Shebang head = Shebang.of(source);
        Object compiled = engine().compile(head.body());
        if (compiled instanceof String wrong) {
            throw Errors.raise(Reply.error(CANNOT_COMPILE + wrong));
        }
        Script script =
            new Script(sha, source.length, head.readOnly(), head.allowsOom(), compiled);
        scripts.put(sha, script);
        bytes += script.bytes();
        shrink();
        return script;
    }

    private void shrink() {
        Iterator<Script> oldest = scripts.values().iterator();
        while (scripts.size() > settings.countMax() || bytes > settings.bytesMax()) {
            if (!oldest.hasNext()) {
                return;
            }
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    private ScriptEngine engine() {
        if (engine == null) {
            if (factory == null) {
                throw Errors.raise(Reply.error("ERR scripts cannot be run here"));
            }
            engine = factory.open(loop);
            engine.bounds(settings.each());
        }
        return engine;
    }

    static String sha(byte[] source) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Forgets all scripts and ends the engine; the next script opens another. */
    @Override
    public void close() {
        scripts.clear();
        bytes = 0;
        if (running) {
            engine.kill("the cache is stopping");
        }
        if (engine != null && !running) {
            engine.close();
            engine = null;
        }
    }

    /** What the first line of a script says of it. */
    private record Shebang(byte[] body, boolean readOnly, boolean allowsOom) {
        static Shebang of(byte[] source) {
            if (source.length < 2 || source[0] != '#' || source[1] != '!') {
                return new Shebang(source, false, false);
            }
            int end = 0;
            while (end < source.length && source[end] != '\n') {
                end++;
            }
            boolean readOnly = false;
            boolean allowsOom = false;
            String[] words = new String(source, 0, end, StandardCharsets.UTF_8).strip().split(" +");
            if (!words[0].equals("#!lua")) {
                throw wrong("Unexpected engine in script shebang: " + words[0]);
            }
            for (int i = 1; i < words.length; i++) {
                if (!words[i].startsWith("flags=")) {
                    throw wrong("Unknown lua shebang option: " + words[i]);
                }
                for (String flag : words[i].substring("flags=".length()).split(",")) {
                    readOnly |= flag.equals("no-writes");
                    allowsOom |= flag.equals("allow-oom") || flag.equals("no-writes");
                    check(flag);
                }
            }
            return new Shebang(Arrays.copyOfRange(source, end, source.length), readOnly, allowsOom);
        }

        private static void check(String flag) {
            switch (flag) {
                case "", "no-writes", "allow-oom", "allow-stale", "no-cluster",
                    "allow-cross-slot-keys" -> { }
                default -> throw wrong("Unexpected flag in script shebang: " + flag);
            }
        }

        private static CommandException wrong(String what) {
            return Errors.raise(Reply.error("ERR " + what));
        }
    }
}
