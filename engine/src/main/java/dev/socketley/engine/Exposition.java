package dev.socketley.engine;

import dev.socketley.engine.stats.Metric;
import java.util.List;
import java.util.Locale;

/**
 * The figures of runtimes in the text format that Prometheus and its kin read, version 0.0.4
 * (prometheus.io, "Exposition formats"). Names of runtimes need no escapes. Any thread.
 */
public final class Exposition {
    private Exposition() {}

    /** One line a runtime and figure, grouped by figure; those of no runtime are left out. */
    public static String of(List<Runtime> runtimes) {
        StringBuilder to = new StringBuilder();
        head(to, "socketley_running", Metric.Kind.GAUGE, "Whether it runs: 1 or 0.");
        for (Runtime runtime : runtimes) {
            line(to, "socketley_running", runtime, runtime.state() == RuntimeState.RUNNING ? 1 : 0);
        }
        for (Metric metric : Metric.values()) {
            List<Runtime> counting = runtimes.stream()
                .filter(r -> metric.isOf(r.type().word())).toList();
            if (!counting.isEmpty()) {
                head(to, name(metric), metric.kind(), metric.help());
                counting.forEach(r -> line(to, name(metric), r, r.counters().get(metric)));
            }
        }
        return to.toString();
    }

    /** {@code socketley_connections_total} for {@code total_connections}. */
    public static String name(Metric metric) {
        String word = metric.word();
        return "socketley_" + (metric.kind() == Metric.Kind.GAUGE ? word
            : (word.startsWith("total_") ? word.substring("total_".length()) : word) + "_total");
    }

    private static void head(StringBuilder to, String name, Metric.Kind kind, String help) {
        to.append("# HELP ").append(name).append(' ').append(help).append('\n');
        to.append("# TYPE ").append(name).append(' ')
            .append(kind.name().toLowerCase(Locale.ROOT)).append('\n');
    }

    private static void line(StringBuilder to, String name, Runtime runtime, long value) {
        to.append(name).append("{runtime=\"").append(runtime.name()).append("\",type=\"")
            .append(runtime.type().word()).append("\"} ").append(value).append('\n');
    }
}
