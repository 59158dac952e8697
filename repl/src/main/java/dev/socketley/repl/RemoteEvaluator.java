package dev.socketley.repl;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A Lua state in a running engine. <b>Owns:</b> the link. */
final class RemoteEvaluator implements Evaluator {
    private final ControlClient client;

    RemoteEvaluator(ControlClient client) {
        this.client = client;
    }

    @Override
    public String eval(String chunk, Consumer<Object> output) {
        return String.valueOf(client.ask("eval", Map.of("chunk", chunk),
            (event, data) -> output.accept(data)));
    }

    @Override
    public boolean isIncomplete(String chunk) {
        return Boolean.TRUE.equals(client.ask("incomplete", Map.of("chunk", chunk)));
    }

    @Override
    public List<String> complete(String prefix) {
        return ((List<?>) client.ask("complete", Map.of("prefix", prefix))).stream()
            .map(String::valueOf).toList();
    }

    @Override
    public void interrupt() {
        client.tell("interrupt", Map.of());
    }

    @Override
    public void close() {
        client.close();
    }
}
