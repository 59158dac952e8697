package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code repl}: a prompt on the running engine, or on one in this process. */
final class PromptProgram {
    private PromptProgram() {}

    static int run(Invocation in, List<String> words) {
        Invocation with = EngineProgram.withFlags(in, words);
        ControlClient client = ControlClient.connectIfRunning(with.socket());
        if (client != null) {
            try (Evaluator evaluator = new RemoteEvaluator(client)) {
                return read(with, evaluator, "attached to the engine on " + with.socket());
            }
        }
        PromptOutput output = new PromptOutput(with.terminal());
        Invocation quiet = new Invocation(output.terminal(), with.options());
        try (EngineProgram program = new EngineProgram(quiet)) {
            program.openControl(with.socket());
            try (Evaluator evaluator = new LocalEvaluator(program.scripts(), output::print)) {
                return in.terminal().interactive()
                    ? new Prompt(with.terminal(), evaluator, output).run("with an engine of its own")
                    : piped(with.terminal(), evaluator);
            }
        }
    }

    private static int read(Invocation in, Evaluator evaluator, String where) {
        return in.terminal().interactive()
            ? new Prompt(in.terminal(), evaluator, new PromptOutput(in.terminal())).run(where)
            : piped(in.terminal(), evaluator);
    }

    /** Without a terminal: chunks from the standard input, results to the standard output. */
    private static int piped(Terminal terminal, Evaluator evaluator) {
        int status = 0;
        try {
            BufferedReader lines = new BufferedReader(
                new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
            StringBuilder chunk = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                chunk.append(line).append('\n');
                if (!evaluator.isIncomplete(chunk.toString())) {
                    status = Math.max(status, evaluate(terminal, evaluator, chunk.toString()));
                    chunk.setLength(0);
                }
            }
            return chunk.isEmpty() ? status
                : Math.max(status, evaluate(terminal, evaluator, chunk.toString()));
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO, "standard input: " + e.getMessage(), e);
        }
    }

    private static int evaluate(Terminal terminal, Evaluator evaluator, String chunk) {
        if (chunk.isBlank()) {
            return 0;
        }
        try {
            String result = evaluator.eval(chunk, data -> Streamed.print(terminal.out(), data));
            if (!result.isEmpty()) {
                terminal.out().println(result);
            }
            return 0;
        } catch (EngineException e) {
            if (e.code() == ErrorCode.ECLOSED) {
                throw e;
            }
            terminal.err().println(e.getMessage());
            return 1;
        }
    }
}
