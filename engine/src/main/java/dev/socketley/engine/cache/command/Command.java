package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optionalMany;

import dev.socketley.engine.protocol.resp.Args;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

    private static final int[] NO_KEYS = {};
    private static final int DIGITS_MAX = 10;
    private static final Set<String> VALUE_GROUPS =
        Set.of("string", "bitmap", "hash", "set", "list", "sorted-set");

    private final String name;
    private final String lowerName;
    private final Access access;
    private final String summary;
    private final Handler handler;
    private final List<Arg> args;
    private final Traits traits;
    private final int argsFrom;
    private final int arity;
    private final int keyFirst;
    private final int keyLast;
    private final boolean isQuick;
    private final boolean isPlain;
    private final boolean isOfElements;
    private final boolean isCounted;
    private final boolean isUntouching;
    private final boolean mayChange;
    private int number;

    /** What the builder methods change. */
    private static final class Traits implements Cloneable {
        private TextForm text;
        private boolean textOnly;
        private boolean loads;
        private String loadsWith;
        private boolean copies;
        private boolean counted;
        private int keyStep = 1;
        private Set<Flag> flags = Set.of();
        private String group = "generic";
        private KeyFinder finder;
        private String container;
        private List<Command> subcommands = List.of();
        private List<String> categories;

        @Override
        protected Traits clone() {
            try {
                return (Traits) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Command(String name, Access access, String summary, Handler handler, List<Arg> args,
            Traits traits) {
        this.name = name;
        lowerName = (traits.container == null ? name : traits.container + "|" + name)
            .toLowerCase(Locale.ROOT);
        this.access = access;
        this.summary = summary;
        this.handler = handler;
        this.args = args;
        this.traits = traits;
        argsFrom = traits.container == null ? 1 : 2;
        arity = arity(args);
        keyFirst = findFirst();
        keyLast = findLast();
        isQuick = traits.flags.contains(Flag.FAST) || name.equals("SET");
        isPlain = VALUE_GROUPS.contains(traits.group) && !traits.flags.contains(Flag.BLOCKING)
            && (access == Access.READ || access == Access.WRITE) && !traits.textOnly;
        isCounted = traits.counted || access == Access.READ;
        isUntouching = traits.flags.contains(Flag.UNTOUCHING);
        isOfElements = isPlain && (traits.group.equals("hash") || traits.group.equals("set"));
        mayChange = access == Access.WRITE
            || traits.flags.contains(Flag.SCRIPTING) && access != Access.READ;
    }

    static Command command(
            String name, Access access, String summary, Handler handler, Arg... args) {
        return new Command(name, access, summary, handler, List.of(args), new Traits());
    }

    /** A command that is nothing but its subcommands, each a row of its own. */
    static Command container(String name, Access access, String summary, Command... rows) {
        return command(name, access, summary, Subcommands::run, arg("subcommand", Arg.Kind.STRING),
            optionalMany("argument", Arg.Kind.STRING)).subcommands(rows);
    }

    /** Rows of one group, by the name that {@code COMMAND DOCS} gives it. */
    static List<Command> group(String group, Command... rows) {
        return Arrays.stream(rows).map(row -> row.with(t -> {
            t.group = group;
            t.subcommands =
                t.subcommands.stream().map(sub -> sub.with(of -> of.group = group)).toList();
        })).toList();
    }

    private Command with(Consumer<Traits> change) {
        Traits next = traits.clone();
        change.accept(next);
        return new Command(name, access, summary, handler, args, next);
    }

    /** The command is also in the text protocol. */
    Command text(TextForm form) {
        return with(t -> t.text = form);
    }

    /** The command is in the text protocol and nowhere else. */
    Command textOnly() {
        return with(t -> t.textOnly = true);
    }

    /** Missing keys are asked from {@code on_miss} before the command runs: it shows what is there. */
    Command loads() {
        return with(t -> t.loads = true);
    }

    /** As {@link #loads()}, with an option that stands behind the arguments that it must have. */
    Command loadsWith(String option) {
        return with(t -> {
            t.loads = true;
            t.loadsWith = option;
        });
    }

    /** The value at its first key is copied, however large it is. */
    Command copies() {
        return with(t -> t.copies = true);
    }

    /** What it looks up is counted as found or not, though it changes keys. */
    Command counted() {
        return with(t -> t.counted = true);
    }

    /** Keys and values come in pairs. */
    Command pairs() {
        return with(t -> t.keyStep = 2);
    }

    /** Adds flags to those that follow from the access. */
    Command flags(Flag... more) {
        Set<Flag> all = EnumSet.noneOf(Flag.class);
        all.addAll(traits.flags);
        all.addAll(List.of(more));
        return with(t -> t.flags = Collections.unmodifiableSet(all));
    }

    /** The keys lie where only the command knows. */
    Command keys(KeyFinder found) {
        return with(t -> t.finder = found);
    }

    /** Words behind its name that are commands themselves; {@code HELP} is made from them. */
    Command subcommands(Command... rows) {
        return with(t -> t.subcommands = Stream.concat(Arrays.stream(rows), Stream.of(
            command("HELP", Access.CONNECTION, "Prints this help.", Subcommands::help)
                .flags(Flag.LOADING, Flag.STALE).categories(traits.categories)))
            .map(sub -> sub.with(of -> of.container = name)).toList());
    }

    /** The categories of Redis's access lists that it has in place of its group's. */
    Command categories(String... words) {
        return categories(List.of(words));
    }

    private Command categories(List<String> words) {
        return with(t -> t.categories = words);
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
        return mayChange;
    }

    /** How the command looks in the text protocol, or null when it is not there. */
    public TextForm text() {
        return traits.text;
    }

    public boolean isTextOnly() {
        return traits.textOnly;
    }

    /** Whether missing keys are asked from {@code on_miss} before a call of it runs. */
    public boolean isLoading(Args call) {
        return traits.loads && (traits.loadsWith == null || hasOption(call, traits.loadsWith));
    }

    private boolean hasOption(Args call, String option) {
        for (int i = Math.abs(arity); i < call.count(); i++) {
            if (call.is(i, option)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the value at its first key is copied. */
    public boolean isCopying() {
        return traits.copies;
    }

    /** Arguments with the name: exactly this many, or at least {@code -arity} when negative. */
    public int arity() {
        return arity;
    }

    private int arity(List<Arg> args) {
        int required = argsFrom;
        boolean open = false;
        for (Arg arg : args) {
            required += arg.optional() ? 0 : 1;
            open |= arg.optional() || arg.multiple();
        }
        return open ? -required : required;
    }

    private int findFirst() {
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).kind() == Arg.Kind.NUMKEYS) {
                return 0;
            }
            if (args.get(i).kind() == Arg.Kind.KEY) {
                return i + argsFrom;
            }
        }
        return 0;
    }

    private int findLast() {
        int last = 0;
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).kind() == Arg.Kind.NUMKEYS) {
                return last;
            }
            if (args.get(i).kind() == Arg.Kind.KEY) {
                last = args.get(i).multiple()
                    ? -1 - behind(args, i, traits.keyStep) : i + argsFrom;
            }
        }
        return last;
    }

    /** Arguments that always follow the keys that begin at {@code index}. */
    private static int behind(List<Arg> args, int index, int keyStep) {
        return keyStep > 1 ? 0 : (int) args.stream().skip(index + 1L)
            .filter(arg -> !arg.optional()).count();
    }

    /** The rows of its subcommands, none for most commands. */
    public List<Command> subcommands() {
        return traits.subcommands;
    }

    /** The row that argument 1 names, or null. */
    Command subcommand(Args call) {
        for (Command each : traits.subcommands) {
            if (call.count() > 1 && call.is(1, each.name)) {
                return each;
            }
        }
        return null;
    }

    /** The row whose figures a call of it counts in; null for a call of no subcommand. */
    Command counted(Args call) {
        return traits.subcommands.isEmpty() ? this : subcommand(call);
    }

    /** Whether it may run while a script takes too long. */
    public boolean runsWhileBusy(Args call) {
        Command sub = subcommand(call);
        return has(Flag.ALLOW_BUSY) || sub != null && sub.has(Flag.ALLOW_BUSY);
    }

    /** Categories of its own, or null where its group says them. */
    List<String> ownCategories() {
        return traits.categories;
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
        if (!traits.subcommands.isEmpty()) {
            Command sub = subcommand(call);
            return sub == null ? NO_KEYS : sub.keys(call);
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

    /** Whether the number of keys, where one is given, is that of a call with so many arguments. */
    boolean countsKeys(Args call) {
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).kind() == Arg.Kind.NUMKEYS) {
                long keys = counted(call, i + argsFrom);
                return (keys > 0 || has(Flag.NO_MANDATORY_KEYS) && keys == 0)
                    && keys < call.count() - i - argsFrom;
            }
        }
        return true;
    }

    /** The digits that an argument begins with, as Redis looks for keys by them. */
    private static long counted(Args call, int index) {
        int at = call.offset(index);
        int end = at + Math.min(call.length(index), DIGITS_MAX);
        long number = 0;
        while (at < end && call.bytes()[at] >= '0' && call.bytes()[at] <= '9') {
            number = 10 * number + call.bytes()[at++] - '0';
        }
        return number;
    }

    /** Its place among {@link CommandTable#COUNTED}. */
    int number() {
        return number;
    }

    void number(int place) {
        number = place;
    }

    /**
     * Whether it does nothing but read or change values: it is answered at once, and whatever held
     * for every client before it holds after it.
     */
    public boolean isPlain() {
        return isPlain;
    }

    /** Whether the keys that it looks up are counted as found or not. */
    boolean isCounted() {
        return isCounted;
    }

    /** Whether it looks at keys without that being a use of them. */
    boolean isUntouching() {
        return isUntouching;
    }

    /** Whether its second argument is most likely an element of what the first one holds. */
    public boolean isOfElements() {
        return isOfElements;
    }

    /** Whether a number of arguments, the name included, is right. */
    public boolean takes(int count) {
        return arity > 0 ? count == arity : count >= -arity;
    }

    /** Whether it never takes long, whatever the keys hold. */
    boolean isQuick() {
        return isQuick;
    }

    Handler handler() {
        return handler;
    }
}
