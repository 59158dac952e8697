package dev.socketley.repl;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeState;
import dev.socketley.engine.control.ControlCommand;
import dev.socketley.engine.control.ControlCommands;
import dev.socketley.engine.control.ControlRequest;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.log.Log;
import dev.socketley.stdlib.PromptSession;
import dev.socketley.stdlib.ScriptHost;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The control requests that need Lua, one row each. <b>Thread:</b> the control loop. */
final class ScriptCommands {
    private final ScriptHost scripts;
    private final Map<Object, Prompt> prompts = new ConcurrentHashMap<>();

    /** One client's Lua state and where it prints. */
    private record Prompt(PromptSession session, Streamed out) {}

    ScriptCommands(ScriptHost scripts) {
        this.scripts = scripts;
    }

    List<ControlCommand> all() {
        return List.of(
            new ControlCommand("apply", "Loads a script, or loads it again.", this::apply),
            new ControlCommand("reload", "Loads the scripts of runtimes again.",
                r -> ControlCommands.each(r, runtime -> scripts.reload(runtime.name()))),
            new ControlCommand("eval", "Evaluates a chunk in the client's own Lua state.",
                this::eval),
            new ControlCommand("interrupt", "Ends what the client's chunk is doing.",
                this::interrupt),
            new ControlCommand("complete", "What may stand at the end of a chunk.",
                r -> prompt(r).session().complete(r.text("prefix"))),
            new ControlCommand("incomplete", "Whether a chunk only lacks an end.",
                r -> prompt(r).session().isIncomplete(r.text("chunk"))));
    }

    private CompletionStage<?> apply(ControlRequest request) {
        Path script = Path.of(request.text("script"));
        Set<String> before = names(request);
        Streamed out = new Streamed(data -> request.output("output", data));
        CompletableFuture<Void> gone = new CompletableFuture<>();
        request.onCancel(() -> gone.complete(null));
        return scripts.run(script, request.texts("args"), out.printer(), gone)
            .whenComplete((names, cause) -> out.target(ScriptCommands::toLog))
            .handle((names, cause) -> {
                if (cause != null) {
                    throw ScriptProgram.withTraceback(EngineException.of(cause));
                }
                Set<String> after = names(request);
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("started", names.stream().filter(n -> !before.contains(n)).toList());
                result.put("kept", names.stream().filter(before::contains)
                    .map(name -> kept(request.engine().registry().get(name), name)).toList());
                result.put("removed", before.stream().filter(n -> !after.contains(n)).toList());
                return result;
            });
    }

    /** What does not run is left so: whoever stopped it meant that. */
    private static String kept(Runtime runtime, String name) {
        return runtime == null || runtime.state() == RuntimeState.RUNNING ? name
            : name + " (" + runtime.state().word() + "; 'socketley start " + name + "' starts it)";
    }

    private static Set<String> names(ControlRequest request) {
        Set<String> out = new HashSet<>();
        for (Runtime runtime : request.engine().registry().all()) {
            out.add(runtime.name());
        }
        return out;
    }

    private static void toLog(Object data) {
        Log.text(Log.Level.INFO, "[lua] " + String.valueOf(data).stripTrailing());
    }

    private Prompt prompt(ControlRequest request) {
        Object client = request.client();
        Prompt known = prompts.get(client);
        if (known != null) {
            return known;
        }
        Streamed out = new Streamed(ScriptCommands::toLog);
        Prompt prompt = new Prompt(scripts.prompt(out.printer()), out);
        prompts.put(client, prompt);
        // At once if it has left, which is why nothing holds the map here.
        request.onClientGone(() -> {
            prompts.remove(client);
            prompt.session().interrupt();
            prompt.session().close();
        });
        return prompt;
    }

    private CompletionStage<?> eval(ControlRequest request) {
        Prompt prompt = prompt(request);
        Consumer<Object> output = data -> request.output("output", data);
        prompt.out().target(output);
        request.onCancel(prompt.session()::interrupt);
        CompletableFuture<Object> result = new CompletableFuture<>();
        prompt.session().eval(request.text("chunk")).whenComplete((text, cause) -> {
            prompt.out().flush();
            if (cause == null) {
                result.complete(text);
            } else {
                EngineException why = ScriptProgram.withTraceback(EngineException.of(cause));
                result.completeExceptionally(why);
            }
        });
        return result;
    }

    private CompletionStage<?> interrupt(ControlRequest request) {
        Prompt prompt = prompts.get(request.client());
        if (prompt != null) {
            prompt.session().interrupt();
        }
        return completedFuture(null);
    }
}
