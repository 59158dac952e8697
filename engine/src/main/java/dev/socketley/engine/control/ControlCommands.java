package dev.socketley.engine.control;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.socketley.engine.CommandRunner;
import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Engine;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The requests that need nothing but the engine, one row each. <b>Thread:</b> the control loop. */
public final class ControlCommands {
    private final LogRing log;

    ControlCommands(LogRing log) {
        this.log = log;
    }

    List<ControlCommand> all() {
        return List.of(
            new ControlCommand("status", "The engine itself: process id, start, transport, loops.",
                ControlCommands::status),
            new ControlCommand("list", "Every runtime, sorted by name.", ControlCommands::list),
            new ControlCommand("types", "The runtime types and their options.",
                ControlCommands::types),
            new ControlCommand("create", "Makes a runtime from flags and starts it if asked to.",
                ControlCommands::create),
            new ControlCommand("edit", "Changes options of a runtime.", ControlCommands::edit),
            new ControlCommand("start", "Starts runtimes.", r -> each(r, Runtime::start)),
            new ControlCommand("stop", "Stops runtimes and those they made.",
                r -> each(r, r.engine()::stop)),
            new ControlCommand("restart", "Stops and starts runtimes.",
                r -> each(r, runtime -> r.engine().stop(runtime)
                    .thenCompose(x -> runtime.start()))),
            new ControlCommand("remove", "Stops runtimes and forgets them.",
                r -> each(r, r.engine()::remove)),
            new ControlCommand("send",
                "Sends a message the way the runtime's type does; a cache runs its lines.",
                ControlCommands::send),
            new ControlCommand("show", "All that is known of runtimes, with every option.",
                ControlCommands::show),
            new ControlCommand("stats", "The figures of runtimes.", ControlCommands::stats),
            new ControlCommand("logs", "The last lines of the log, and later ones if asked to.",
                this::logs));
    }

    private static CompletionStage<?> status(ControlRequest request) {
        Engine engine = request.engine();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("pid", ProcessHandle.current().pid());
        out.put("uptime_seconds", ageSeconds(engine.started()));
        out.put("transport", engine.loops().transport().word());
        out.put("loops", engine.loops().count());
        out.put("runtimes", engine.registry().all().size());
        return completedFuture(out);
    }

    private static CompletionStage<?> list(ControlRequest request) {
        return completedFuture(request.engine().registry().all().stream()
            .map(ControlCommands::row).toList());
    }

    private static Map<String, Object> row(Runtime runtime) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", runtime.id());
        out.put("name", runtime.name());
        out.put("type", runtime.type().word());
        out.put("port", runtime.port());
        out.put("status", runtime.state().word());
        out.put("connections", runtime.stats().get("connections"));
        out.put("owner", runtime.owner());
        out.put("group", runtime.option(CommonOptions.GROUP));
        out.put("created_seconds", ageSeconds(runtime.created()));
        Instant started = runtime.started();
        out.put("up_seconds", started == null ? 0 : ageSeconds(started));
        if (!runtime.failure().isEmpty()) {
            out.put("failure", runtime.failure());
        }
        return out;
    }

    private static long ageSeconds(Instant since) {
        return Math.max(0, Duration.between(since, Instant.now()).toSeconds());
    }

    private static CompletionStage<?> types(ControlRequest request) {
        List<Object> out = new ArrayList<>();
        for (RuntimeType type : request.engine().types()) {
            List<String> options = type.defaults().rows().stream().map(Option::key).toList();
            out.add(Map.of("name", type.word(), "options", options));
        }
        return completedFuture(out);
    }

    private static CompletionStage<?> create(ControlRequest request) {
        Engine engine = request.engine();
        RuntimeType type = engine.type(request.text("type"));
        OptionSet options = OptionFlags.apply(type.defaults(), request.texts("flags"),
            directory(request), request.engine()::optionIsFor);
        type.check().accept(options);
        Runtime runtime = engine.create(type, request.text("name"), options, Hooks.NONE, "", null);
        if (!request.flag("start")) {
            return completedFuture(row(runtime));
        }
        return runtime.start().handle((x, cause) -> cause)
            .thenCompose(cause -> cause == null ? completedFuture(row(runtime))
                : engine.remove(runtime).thenCompose(x ->
                    CompletableFuture.failedFuture(EngineException.of(cause))));
    }

    /** Where the files are that it names, or null where that is not said. */
    private static Path directory(ControlRequest request) {
        String directory = request.text("directory", "");
        return directory.isEmpty() ? null : Path.of(directory);
    }

    private static CompletionStage<?> edit(ControlRequest request) {
        Runtime runtime = Targets.one(request.engine().registry(), request.text("name"));
        OptionSet next = OptionFlags.apply(runtime.options(), request.texts("flags"),
            directory(request), request.engine()::optionIsFor);
        List<Option<?>> changed = next.changed(runtime.options());
        return runtime.options(next).thenApply(waiting -> {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("changed", changed.stream().map(Option::key).toList());
            out.put("waiting", waiting.stream().map(Option::key).toList());
            return out;
        });
    }

    /** Does the same to each runtime that {@code names} means; a failure leaves the others alone. */
    public static CompletionStage<?> each(ControlRequest request,
            Function<Runtime, CompletionStage<Void>> action) {
        List<CompletableFuture<Map<String, Object>>> all = new ArrayList<>();
        for (Runtime runtime : Targets.of(request.engine().registry(), request.texts("names"))) {
            all.add(action.apply(runtime).handle((x, cause) -> {
                Map<String, Object> out = new LinkedHashMap<>();
                out.put("name", runtime.name());
                if (cause != null) {
                    out.put("error", ControlSession.error(EngineException.of(cause)));
                }
                return out;
            }).toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
            .thenApply(x -> all.stream().map(CompletableFuture::join).toList());
    }

    private static CompletionStage<?> send(ControlRequest request) {
        Runtime runtime = Targets.one(request.engine().registry(), request.text("name"));
        byte[] message = bytes(request);
        if (runtime instanceof CommandRunner cache) {
            return run(cache, message);
        }
        CompletableFuture<Object> sent = new CompletableFuture<>();
        runtime.loop().execute(() -> {
            try {
                runtime.send(message);
                sent.complete(null);
            } catch (EngineException e) {
                sent.completeExceptionally(e);
            }
        });
        return sent;
    }

    /** Runs lines as commands in turn; what they answer is text, or base64 when it is no text. */
    private static CompletionStage<?> run(CommandRunner cache, byte[] lines) {
        CompletionStage<ByteArrayOutputStream> replies = completedFuture(new ByteArrayOutputStream());
        int from = 0;
        for (int at = 0; at <= lines.length; at++) {
            if (at == lines.length || lines[at] == '\n') {
                byte[] line = Arrays.copyOfRange(lines, from, at);
                from = at + 1;
                replies = replies.thenCompose(all -> cache.runText(line, true).thenApply(reply -> {
                    all.writeBytes(reply);
                    return all;
                }));
            }
        }
        return replies.thenApply(all -> text(all.toByteArray()));
    }

    private static Map<String, String> text(byte[] bytes) {
        try {
            return Map.of("reply", StandardCharsets.UTF_8.newDecoder()
                .decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException notText) {
            return Map.of("base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** The message as text, or as base64 when it is no text. */
    private static byte[] bytes(ControlRequest request) {
        String encoded = request.text("base64", "");
        if (encoded.isEmpty()) {
            return request.text("message").getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorCode.EINVAL, "control request: base64: "
                + e.getMessage(), e);
        }
    }

    private static CompletionStage<?> show(ControlRequest request) {
        return completedFuture(Targets.of(request.engine().registry(), request.texts("names"))
            .stream().map(ControlCommands::shown).toList());
    }

    private static Map<String, Object> shown(Runtime runtime) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", runtime.name());
        out.put("id", runtime.id());
        out.put("type", runtime.type().word());
        out.put("status", runtime.state().word());
        if (!runtime.failure().isEmpty()) {
            out.put("failure", runtime.failure());
        }
        out.put("owner", runtime.owner());
        out.put("script", runtime.hooks().script());
        out.put("bound_port", runtime.port());
        Map<String, Object> options = runtime.options().shown();
        for (Option<?> row : runtime.options().rows()) {
            options.compute(row.luaKey(), (key, value) -> plain(row, value));
        }
        out.put("options", options);
        return out;
    }

    /** A time as the number that may be given back for it. */
    private static Object plain(Option<?> row, Object value) {
        if (value instanceof Duration d) {
            return row.expected().startsWith("milli") ? (Object) d.toMillis()
                : d.toMillis() / 1000.0;
        }
        return value;
    }

    private static CompletionStage<?> stats(ControlRequest request) {
        return completedFuture(Targets.of(request.engine().registry(), request.texts("names"))
            .stream().map(Runtime::stats).toList());
    }

    private CompletionStage<?> logs(ControlRequest request) {
        long count = request.integer("lines", 100);
        if (count < 0) {
            throw new EngineException(ErrorCode.EINVAL, "lines must be 0 or more: lines=" + count);
        }
        if (!request.flag("follow")) {
            return completedFuture(log.last(count));
        }
        CompletableFuture<Object> ended = new CompletableFuture<>();
        log.last(count).forEach(line -> request.event("log", line));
        Runnable stop = log.follow(line -> request.event("log", line));
        request.onCancel(() -> {
            stop.run();
            ended.complete(null);
        });
        return ended;
    }
}
