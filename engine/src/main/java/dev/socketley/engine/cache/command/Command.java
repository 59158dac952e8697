package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One row of the command table: everything the cache knows about a command.
 *
 * <p>Thread: any; immutable once it is in the table. A builder method answers a changed copy.
 */
public final class Command {
    /** Runs a command. */
    @FunctionalInterface
    interface Handler {
        Reply run(Call call);
    }

    /** Says which arguments of a call are keys. */
    @FunctionalInterface
    interface KeyFinder {
        int[] find(Args args);
    }

    private final String name;
    private final String lowerName;
    private final Access access;
    private final String summary;
    private final Handler handler;
    private final List<Arg> args;
    private final Traits traits;
    private final int arity;
    private final int keyFirst;
    private final int keyLast;
    private final boolean isQuick;
    private int number;

    /** What the builder methods change. */
    private record Traits(TextForm text, boolean textOnly, boolean loads, int keyStep,
            Set<Flag> flags, String group, KeyFinder finder) {
        static final Traits NONE =
            new Traits(null, false, false, 1, Set.of(), "generic", null);
    }

    private Command(Command like, Traits traits) {
        this(like.name, like.access, like.summary, like.handler, like.args, traits);
    }

    private Command(String name, Access access, String summary, Handler handler, List<Arg> args,
            Traits traits) {
        this.name = name;
        lowerName = name.toLowerCase(Locale.ROOT);
        this.access = access;
        this.summary = summary;
        this.handler = handler;
        this.args = args;
        this.traits = traits;
        arity = arity(args);
        keyFirst = findFirst(args);
        keyLast = findLast(args, traits.keyStep);
        isQuick = traits.flags.contains(Flag.FAST) || name.equals("SET");
    }

    static Command command(
            String name, Access access, String summary, Handler handler, Arg... args) {
        return new Command(name, access, summary, handler, List.of(args), Traits.NONE);
    }

    /** Rows of one group, by the name that {@code COMMAND DOCS} gives it. */
    static List<Command> group(String group, Command... rows) {
        return Arrays.stream(rows).map(row -> {
            Traits t = row.traits;
            return new Command(row, new Traits(
                t.text, t.textOnly, t.loads, t.keyStep, t.flags, group, t.finder));
        }).toList();
    }

    /** The command is also in the text protocol. */
    Command text(TextForm form) {
        Traits t = traits;
        return new Command(this, new Traits(
            form, t.textOnly, t.loads, t.keyStep, t.flags, t.group, t.finder));
    }

    /** The command is in the text protocol and nowhere else. */
    Command textOnly() {
        Traits t = traits;
        return new Command(this, new Traits(
            t.text, true, t.loads, t.keyStep, t.flags, t.group, t.finder));
    }

    /** Missing keys are asked from {@code on_miss} before the command runs. */
    Command loads() {
        Traits t = traits;
        return new Command(this, new Traits(
            t.text, t.textOnly, true, t.keyStep, t.flags, t.group, t.finder));
    }

    /** Keys and values come in pairs. */
    Command pairs() {
        Traits t = traits;
        return new Command(this, new Traits(
            t.text, t.textOnly, t.loads, 2, t.flags, t.group, t.finder));
    }

    /** Adds flags to those that follow from the access. */
    Command flags(Flag... more) {
        Traits t = traits;
        Set<Flag> all = EnumSet.noneOf(Flag.class);
        all.addAll(t.flags);
        all.addAll(List.of(more));
        return new Command(this, new Traits(t.text, t.textOnly, t.loads, t.keyStep,
            Collections.unmodifiableSet(all), t.group, t.finder));
    }

    /** The keys lie where only the command knows. */
    Command keys(KeyFinder found) {
        Traits t = traits;
        return new Command(this, new Traits(
            t.text, t.textOnly, t.loads, t.keyStep, t.flags, t.group, found));
    }

    /** The name in upper case. */
    public String name() {
        return name;
    }

    /** The name in lower case. */
    public String lowerName() {
        return lowerName;
    }

    public Access access() {
        return access;
    }

    public String summary() {
        return summary;
    }

    /** The family it belongs to, by Redis's name of it. */
    public String group() {
        return traits.group;
    }

    public List<Arg> args() {
        return args;
    }

    /** Whether its row has a flag. */
    public boolean has(Flag flag) {
        return traits.flags.contains(flag) || flag == Flag.MOVABLEKEYS && isMovable();
    }

    private boolean isMovable() {
        return traits.finder != null
            || args.stream().anyMatch(arg -> arg.kind() == Arg.Kind.NUMKEYS);
    }

    /** Whether it may change keys, itself or by the commands that it runs. */
    public boolean mayChange() {
        return access == Access.WRITE || has(Flag.SCRIPTING) && access != Access.READ;
    }

    /** How the command looks in the text protocol, or null when it is not there. */
    public TextForm text() {
        return traits.text;
    }

    public boolean isTextOnly() {
        return traits.textOnly;
    }

    /** Whether missing keys are asked from {@code on_miss} before the command runs. */
    public boolean isLoading() {
        return traits.loads;
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

    private static int findFirst(List<Arg> args) {
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).kind() == Arg.Kind.NUMKEYS) {
                return 0;
            }
            if (args.get(i).kind() == Arg.Kind.KEY) {
                return i + 1;
            }
        }
        return 0;
    }

    private static int findLast(List<Arg> args, int keyStep) {
        int last = 0;
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).kind() == Arg.Kind.NUMKEYS) {
                return last;
            }
            if (args.get(i).kind() == Arg.Kind.KEY) {
                last = args.get(i).multiple() ? -1 - behind(args, i, keyStep) : i + 1;
            }
        }
        return last;
    }

    /** Arguments that always follow the keys that begin at {@code index}. */
    private static int behind(List<Arg> args, int index, int keyStep) {
        return keyStep > 1 ? 0 : (int) args.stream().skip(index + 1L)
            .filter(arg -> !arg.optional()).count();
    }

    /** Index of the first key that lies at a fixed place, or 0 when there is none. */
    public int keyFirst() {
        return keyFirst;
    }

    /** Index of the last key, counted from the end when negative, or 0 when there is none. */
    public int keyLast() {
        return keyLast;
    }

    /** From one key to the next. */
    public int keyStep() {
        return traits.keyStep;
    }

    /** The arguments of a call that are keys; of a call that is wrong, some of them. */
    public int[] keys(Args call) {
        if (traits.finder != null) {
            return traits.finder.find(call);
        }
        int[] found = new int[call.count()];
        int count = 0;
        if (keyFirst > 0) {
            int end = keyLast < 0 ? call.count() + keyLast + 1 : keyLast + 1;
            for (int i = keyFirst; i < Math.min(end, call.count()); i += traits.keyStep) {
                found[count++] = i;
            }
        }
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).kind() == Arg.Kind.NUMKEYS && i + 1 < call.count()) {
                long keys = counted(call, i + 1);
                for (int key = i + 2; key < call.count() && key < i + 2 + keys; key++) {
                    found[count++] = key;
                }
            }
        }
        return Arrays.copyOf(found, count);
    }

    private static long counted(Args call, int index) {
        try {
            return Numbers.integer(call.bytes(), call.offset(index), call.length(index));
        } catch (CommandException e) {
            return 0;
        }
    }

    /** Its place in the table. */
    int number() {
        return number;
    }

    void number(int place) {
        number = place;
    }

    /** Whether it never takes long, whatever the keys hold. */
    boolean isQuick() {
        return isQuick;
    }

    Handler handler() {
        return handler;
    }
}
