package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import dev.socketley.stdlib.PromptSession;
import dev.socketley.stdlib.ScriptHost;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A Lua state in this process. <b>Owns:</b> the session. */
final class LocalEvaluator implements Evaluator {
    private final Streamed out;
    private final PromptSession session;

    /** @param idle where output goes that no chunk under way has made */
    LocalEvaluator(ScriptHost scripts, Consumer<Object> idle) {
        out = new Streamed(idle);
        session = scripts.prompt(out.printer());
    }

    @Override
    public String eval(String chunk, Consumer<Object> output) {
        out.target(output);
        try {
            return join(session.eval(chunk));
        } finally {
            out.flush();
        }
    }

    @Override
    public boolean isIncomplete(String chunk) {
        return join(session.isIncomplete(chunk));
    }

    @Override
    public List<String> complete(String prefix) {
        return join(session.complete(prefix));
    }

    @Override
    public void interrupt() {
        session.interrupt();
    }

    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw ScriptProgram.withTraceback(EngineException.of(e));
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
