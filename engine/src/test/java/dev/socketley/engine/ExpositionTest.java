package dev.socketley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.net.Transport;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.types.RuntimeTypes;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final Pattern LINE = Pattern.compile(
        "# (HELP|TYPE) [a-z_]+ .+|[a-z_]+\\{runtime=\"[\\w.-]+\",type=\"[a-z]+\"} \\d+");

    @Test
    void eachFigureOfEachRuntimeIsALine() {
        try (Engine engine = new Engine(RuntimeTypes.ALL, Transport.NIO, 1)) {
            Runtime one = create(engine, "server", "one");
            Runtime two = create(engine, "cache", "t.w-o");
            two.counters().add(Metric.TOTAL_CONNECTIONS, 12);
            String text = Exposition.of(List.of(one, two));
            assertEquals(List.of(), text.lines().filter(l -> !LINE.matcher(l).matches()).toList());
            assertTrue(text.contains("""
                # HELP socketley_connections_total Connections accepted or made.
                # TYPE socketley_connections_total counter
                socketley_connections_total{runtime="one",type="server"} 0
                socketley_connections_total{runtime="t.w-o",type="cache"} 12
                """), text);
            assertTrue(text.contains("""
                # TYPE socketley_running gauge
                socketley_running{runtime="one",type="server"} 0
                """), text);
            assertFalse(text.contains("socketley_keys{runtime=\"one\""), text);
            assertFalse(Exposition.of(List.of(one)).contains("socketley_keys"));
        }
    }

    private static Runtime create(Engine engine, String type, String name) {
        RuntimeType row = RuntimeTypes.ALL.stream().filter(t -> t.word().equals(type)).findFirst()
            .orElseThrow();
        return engine.create(row, name, row.defaults(), Hooks.NONE, "", null);
    }
}
