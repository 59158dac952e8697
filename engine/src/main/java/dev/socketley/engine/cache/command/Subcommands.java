package dev.socketley.engine.cache.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a command that is nothing but its subcommands runs, and how they are told. */
final class Subcommands {
    private Subcommands() {
    }

    static Reply run(Call call) {
        Command sub = call.command().subcommand(call.args());
        if (sub == null) {
            return Errors.unknownSubcommand(call, call.command().name());
        }
        call.client().info().command = sub.lowerName();
        Reply arity = CommandTable.arityError(sub, call.args());
        return arity != null ? arity : sub.handler().run(call);
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
