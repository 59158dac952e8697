package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a command that is nothing but its subcommands runs, and how they are told. */
final class Subcommands {
    private Subcommands() {
    }

    static Reply run(Call call) {
        Reply error = error(call.command(), call.args());
        if (error != null) {
            return error;
        }
        Command sub = call.command().subcommand(call.args());
        call.client().info().command = sub.lowerName();
        return sub.handler().run(call);
    }

    /** What is wrong with argument 1, or how many there are behind it; null when that is right. */
    static Reply error(Command container, Args args) {
        Command sub = container.subcommand(args);
        return sub == null ? Reply.error("ERR unknown subcommand '" + Words.shown(args, 1) + "'. Try "
                + container.name() + " HELP.")
            : sub.takes(args.count()) ? null : Errors.arity(sub.lowerName());
    }

    /** Every subcommand with its arguments and what it does. */
    static Reply help(Call call) {
        Command container = call.command();
        List<Reply> lines = new ArrayList<>();
        lines.add(Reply.status(container.name()
            + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
        for (Command sub : container.subcommands()) {
            lines.add(Reply.status(usage(sub)));
            lines.add(Reply.status("    " + sub.summary()));
        }
        return Reply.array(lines);
    }

    private static String usage(Command sub) {
        return sub.name() + sub.args().stream().map(arg -> {
            String shown = arg.kind() == Arg.Kind.WORDS ? arg.name() : "<" + arg.name() + ">";
            String all = arg.multiple() ? shown + " ..." : shown;
            return " " + (arg.optional() ? "[" + all + "]" : all);
        }).collect(Collectors.joining());
    }
}
