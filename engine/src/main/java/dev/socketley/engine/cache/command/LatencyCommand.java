package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Command.container;
import static dev.socketley.engine.cache.command.Flag.ADMIN;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.STALE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code LATENCY}: what took how long. */
final class LatencyCommand {
    static final Command ROW = container("LATENCY", CONNECTION, "Tells what took how long.",
        of("DOCTOR", "Returns what is the matter.", call -> Reply.text(doctor(call))),
        of("GRAPH", "Returns the times of an event as a row of marks.",
            LatencyCommand::graph, arg("event", STRING)),
        of("HISTOGRAM", "Returns how often commands took how many microseconds.",
            LatencyCommand::histogram, optionalMany("command", STRING)),
        of("HISTORY", "Returns when an event took long, and how many milliseconds.",
            LatencyCommand::history, arg("event", STRING)),
        of("LATEST", "Returns the last time each event took long.", LatencyCommand::latest),
        of("RESET", "Forgets events, or all.", LatencyCommand::reset,
            optionalMany("event", STRING))).flags(NOSCRIPT, LOADING, STALE);

    private static final String MARKS = "_o#";

    private LatencyCommand() {
    }

    private static Command of(String name, String summary, Command.Handler handler, Arg... args) {
        return command(name, CONNECTION, summary, handler, args)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE);
    }

    private static Reply latest(Call call) {
        List<Reply> all = new ArrayList<>();
        call.context().latency().events().forEach((name, event) -> {
            Latency.Sample last = event.samples().getLast();
            all.add(Reply.array(Reply.bulk(name), Reply.integer(last.seconds()),
                Reply.integer(last.ms()), Reply.integer(event.msMax())));
        });
        return Reply.array(all);
    }

    private static List<Latency.Sample> samples(Call call) {
        Latency.Event event = call.context().latency().events().get(call.args().text(2));
        return event == null ? List.of() : event.samples();
    }

    private static Reply history(Call call) {
        return Reply.array(samples(call).stream().map(sample -> Reply.array(
            Reply.integer(sample.seconds()), Reply.integer(sample.ms()))).toList());
    }

    private static Reply reset(Call call) {
        List<String> names = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            names.add(call.args().text(i));
        }
        return Reply.integer(call.context().latency().forget(names));
    }

    private static Reply graph(Call call) {
        List<Latency.Sample> samples = samples(call);
        if (samples.isEmpty()) {
            return Reply.error("ERR No samples available for event '"
                + Words.shown(call.args(), 2) + "'");
        }
        long high = samples.stream().mapToLong(Latency.Sample::ms).max().orElse(0);
        long low = samples.stream().mapToLong(Latency.Sample::ms).min().orElse(0);
        StringBuilder marks = new StringBuilder();
        for (Latency.Sample each : samples) {
            long step = high == low ? 0 : (each.ms() - low) * (MARKS.length() - 1) / (high - low);
            marks.append(MARKS.charAt((int) step));
        }
        return Reply.text(call.args().text(2) + " - high " + high + " ms, low " + low + " ms\n"
            + marks + "\n");
    }

    private static String doctor(Call call) {
        Latency latency = call.context().latency();
        if (!latency.isOn()) {
            return "The latency monitor is off: CONFIG SET latency-monitor-threshold <ms>"
                + " turns it on.";
        }
        StringBuilder text = new StringBuilder();
        latency.events().forEach((name, event) -> text.append(String.format(Locale.ROOT,
            "%s: %d times over %d ms, %d ms at most.%n", name, event.samples().size(),
            latency.thresholdMs(), event.msMax())));
        return text.isEmpty() ? "Nothing took " + latency.thresholdMs() + " ms or longer."
            : text.toString();
    }

    private static Reply histogram(Call call) {
        List<Reply> all = new ArrayList<>();
        for (Command row : CommandTable.COUNTED) {
            if (isWanted(call, row) && call.context().commandStats().histogram(row) != null) {
                all.add(Reply.bulk(row.lowerName()));
                all.add(call.context().commandStats().histogram(row));
            }
        }
        return Reply.map(all);
    }

    private static boolean isWanted(Call call, Command row) {
        boolean wanted = call.count() == 2;
        for (int i = 2; i < call.count(); i++) {
            String name = call.args().text(i).toLowerCase(Locale.ROOT);
            wanted |= name.equals(row.lowerName()) || row.lowerName().startsWith(name + "|");
        }
        return wanted;
    }
}
