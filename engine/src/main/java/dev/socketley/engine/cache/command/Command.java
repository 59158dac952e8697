package dev.socketley.engine.cache.command;

import java.util.List;
import java.util.Locale;

/**
 * One row of the command table: everything the cache knows about a command.
 *
 * <p>Thread: any; immutable. A builder method answers a changed copy.
 */
public final class Command {
    /** Runs a command. */
    @FunctionalInterface
    interface Handler {
        Reply run(Call call);
    }

    private final String name;
    private final Access access;
    private final String summary;
    private final Handler handler;
    private final List<Arg> args;
    private final TextForm text;
    private final boolean textOnly;
    private final boolean loads;
    private final int keyStep;
    private final int arity;

    private Command(Command like, TextForm text, boolean textOnly, boolean loads, int keyStep) {
        name = like.name;
        access = like.access;
        summary = like.summary;
        handler = like.handler;
        args = like.args;
        this.text = text;
        this.textOnly = textOnly;
        this.loads = loads;
        this.keyStep = keyStep;
        arity = like.arity;
    }

    private Command(
            String name, Access access, String summary, Handler handler, List<Arg> args) {
        this.name = name;
        this.access = access;
        this.summary = summary;
        this.handler = handler;
        this.args = args;
        text = null;
        textOnly = false;
        loads = false;
        keyStep = 1;
        arity = arity(args);
    }

    static Command command(
            String name, Access access, String summary, Handler handler, Arg... args) {
        return new Command(name, access, summary, handler, List.of(args));
    }

    /** The command is also in the text protocol. */
    Command text(TextForm form) {
        return new Command(this, form, textOnly, loads, keyStep);
    }

    /** The command is in the text protocol and nowhere else. */
    Command textOnly() {
        return new Command(this, text, true, loads, keyStep);
    }

    /** Missing keys are asked from {@code on_miss} before the command runs. */
    Command loads() {
        return new Command(this, text, textOnly, true, keyStep);
    }

    /** Keys and values come in pairs. */
    Command pairs() {
        return new Command(this, text, textOnly, loads, 2);
    }

    /** The name in upper case. */
    public String name() {
        return name;
    }

    /** The name in lower case. */
    public String lowerName() {
        return name.toLowerCase(Locale.ROOT);
    }

    public Access access() {
        return access;
    }

    public String summary() {
        return summary;
    }

    public List<Arg> args() {
        return args;
    }

    /** How the command looks in the text protocol, or null when it is not there. */
    public TextForm text() {
        return text;
    }

    public boolean isTextOnly() {
        return textOnly;
    }

    /** Whether missing keys are asked from {@code on_miss} before the command runs. */
    public boolean isLoading() {
        return loads;
    }

    /** Arguments with the name: exactly this many, or at least {@code -arity} when negative. */
    public int arity() {
        return arity;
    }

    private static int arity(List<Arg> args) {
        int required = 1;
        boolean open = false;
        for (Arg arg : args) {
            required += arg.optional() ? 0 : 1;
            open |= arg.optional() || arg.multiple();
        }
        return open ? -required : required;
    }

    /** Index of the first key, or 0 when the command has none. */
    public int keyFirst() {
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).kind() == Arg.Kind.KEY) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Index of the last key, -1 for the last argument, or 0 when the command has none. */
    public int keyLast() {
        int last = 0;
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).kind() == Arg.Kind.KEY) {
                last = args.get(i).multiple() ? -1 : i + 1;
            }
        }
        return last;
    }

    /** From one key to the next. */
    public int keyStep() {
        return keyStep;
    }

    /** Index behind the last key of a call with {@code count} arguments. */
    public int keyEnd(int count) {
        int last = keyLast();
        return last < 0 ? count : last + 1;
    }

    Handler handler() {
        return handler;
    }
}
