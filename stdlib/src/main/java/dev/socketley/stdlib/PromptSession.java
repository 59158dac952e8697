package dev.socketley.stdlib;

import dev.socketley.engine.Runtime;
import dev.socketley.lua.LuaTask;
import dev.socketley.stdlib.natives.Bridge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * A prompt's Lua state in a running engine. Runtimes made from it stay after it is closed.
 * <b>Thread:</b> any; evaluation happens on the state's loop.
 */
public final class PromptSession implements AutoCloseable {
    private static final String CHUNK = "prompt";
    private static final int COMPLETIONS_MAX = 500;

    private final ScriptHost host;
    private final Script script;
    private LuaTask evaluating;

    PromptSession(ScriptHost host, Script script) {
        this.host = host;
        this.script = script;
        script.limit(0);
    }

    /**
     * Runs a chunk; an expression needs no {@code return}.
     *
     * @return its results as text to show, one per line, or an empty string when it has none; fails
     *         with {@link ScriptException}
     */
    public CompletionStage<String> eval(String chunk) {
        return ScriptHost.on(script.loop(), () -> {
            CompletableFuture<String> result = new CompletableFuture<>();
            LuaFunction function;
            try {
                function = compile(chunk);
            } catch (LuaError e) {
                result.completeExceptionally(script.failure(e));
                return result;
            }
            SelfContext context = new SelfContext(null, null, CHUNK);
            LuaTask task = script.lua().spawn(shown(function), LuaValue.NONE, context,
                (text, error) -> {
                    if (error != null) {
                        result.completeExceptionally(script.failure(error));
                    } else {
                        result.complete(Bridge.string(text.arg1()));
                    }
                });
            evaluating = task;
            return result;
        });
    }

    /** Showing a value may run its {@code __tostring}: it is part of what may raise or be ended. */
    private LuaFunction shown(LuaFunction chunk) {
        return new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs none) {
                LuaValue text = Bridge.text(show(chunk.invoke(none)));
                LuaValue io = script.lua().globals().rawget("io");
                LuaValue flush = io.istable() ? ((LuaTable) io).rawget("flush") : NIL;
                if (flush.isfunction()) {
                    flush.call();
                }
                return text;
            }
        };
    }

    private LuaFunction compile(String chunk) {
        String body = chunk.strip().startsWith("=") ? chunk.strip().substring(1) : chunk;
        try {
            return script.lua().load(bytes("return " + body), CHUNK);
        } catch (LuaError notAnExpression) {
            return script.lua().load(bytes(body), CHUNK);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String show(Varargs values) {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= values.narg(); i++) {
            lines.add(Printer.show(script.lua(), values.arg(i)));
        }
        return String.join("\n", lines);
    }

    /** Whether the chunk only lacks an end: more lines may complete it. */
    public CompletionStage<Boolean> isIncomplete(String chunk) {
        return ScriptHost.on(script.loop(), () -> {
            boolean incomplete = false;
            try {
                compile(chunk);
            } catch (LuaError e) {
                incomplete = String.valueOf(e.getMessage()).contains("<eof>");
            }
            return CompletableFuture.completedFuture(incomplete);
        });
    }

    /** Ends what the prompt is evaluating, also when it never waits. */
    public void interrupt() {
        script.lua().interrupt("interrupted");
        script.loop().execute(() -> {
            if (evaluating != null && !evaluating.ended()) {
                evaluating.cancel("interrupted");
            }
        });
    }

    /**
     * What may stand at the end of {@code prefix}: fields of the table before the last dot or
     * colon, globals, or names of runtimes inside a string.
     *
     * @param prefix the input up to the cursor
     * @return whole words that replace the last word of the prefix, sorted
     */
    public CompletionStage<List<String>> complete(String prefix) {
        return ScriptHost.on(script.loop(), () -> {
            TreeSet<String> out = new TreeSet<>();
            int start = wordStart(prefix);
            String word = prefix.substring(start);
            if (start > 0 && (prefix.charAt(start - 1) == '"' || prefix.charAt(start - 1) == '\'')) {
                for (Runtime runtime : host.engine().registry().all()) {
                    addIf(out, runtime.name(), word);
                }
            } else {
                fields(word, out);
            }
            return CompletableFuture.completedFuture(
                out.stream().limit(COMPLETIONS_MAX).toList());
        });
    }

    private static int wordStart(String prefix) {
        int i = prefix.length();
        while (i > 0 && isWordChar(prefix.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    private static boolean isWordChar(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == ':' || c == '-';
    }

    private void fields(String word, TreeSet<String> out) {
        int cut = Math.max(word.lastIndexOf('.'), word.lastIndexOf(':'));
        LuaValue table = script.lua().globals();
        for (String part : cut < 0 ? new String[0] : word.substring(0, cut).split("[.:]")) {
            table = table.istable() ? ((LuaTable) table).rawget(part) : LuaValue.NIL;
        }
        if (!table.istable()) {
            return;
        }
        String head = word.substring(0, cut + 1);
        LuaValue key = LuaValue.NIL;
        for (Varargs e = table.next(key); !e.arg1().isnil(); e = table.next(key)) {
            key = e.arg1();
            if (key.type() == LuaValue.TSTRING && !Bridge.string(key).startsWith("_")) {
                addIf(out, head + Bridge.string(key), word);
            }
        }
    }

    private static void addIf(TreeSet<String> out, String word, String prefix) {
        if (word.startsWith(prefix)) {
            out.add(word);
        }
    }

    /** Ends its timers and subscriptions; the state goes when no runtime uses it any more. */
    @Override
    public void close() {
        script.loop().execute(script::retire);
    }
}
