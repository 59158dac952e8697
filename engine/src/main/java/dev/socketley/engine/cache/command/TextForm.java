package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;

/**
 * How a command looks in the text protocol.
 *
 * @param usage    what follows {@code usage: }; its words are the arguments
 * @param rest     whether the last argument is the rest of the line, spaces included
 * @param shape    how the reply is worded
 * @param invalid  what {@code error: invalid } calls a bad number, or null
 * @param positive whether the last argument must be above 0
 * @param write    whether mode {@code readonly} denies it although its row is no write
 */
public record TextForm(
        String usage, boolean rest, Shape shape, String invalid, boolean positive, boolean write) {
    /** How a reply is worded. */
    public enum Shape {
        /** As it is: value or {@code nil}, number, lines and {@code end}. */
        PLAIN,
        /** 1 is {@code ok}, 0 is {@code nil}. */
        OK_OR_NIL,
        /** 1 is {@code ok}, 0 is {@code exists}. */
        OK_OR_EXISTS,
        /** {@code ok} whatever was answered. */
        OK
    }

    static TextForm rest(String usage) {
        return new TextForm(usage, true, Shape.PLAIN, null, false, false);
    }

    static TextForm words(String usage) {
        return new TextForm(usage, false, Shape.PLAIN, null, false, false);
    }

    TextForm replying(Shape as) {
        return new TextForm(usage, rest, as, invalid, positive, write);
    }

    TextForm invalid(String what) {
        return new TextForm(usage, rest, shape, what, positive, write);
    }

    TextForm positive(String what) {
        return new TextForm(usage, rest, shape, what, true, write);
    }

    TextForm denied() {
        return new TextForm(usage, rest, shape, invalid, positive, true);
    }

    /** Arguments that must be there, the command's name not counted. */
    public int required() {
        int count = 0;
        for (String word : usage.split(" ")) {
            if (word.startsWith("[")) {
                break;
            }
            count++;
        }
        return count - 1;
    }

    /** Arguments to cut a line into, the command's name counted. */
    public int partsMax() {
        return rest ? usage.split(" ").length : Integer.MAX_VALUE;
    }

    /** What the text protocol calls the argument that is no number as it must be, or null. */
    public String invalid(Command row, Args args) {
        if (invalid == null) {
            return null;
        }
        for (int i = 1; i < args.count() && i <= row.args().size(); i++) {
            if (row.args().get(i - 1).kind() == Arg.Kind.INTEGER && !isNumber(args, i)) {
                return invalid;
            }
        }
        return null;
    }

    private boolean isNumber(Args args, int index) {
        try {
            long value = Numbers.integer(args.bytes(), args.offset(index), args.length(index));
            return !positive || value > 0;
        } catch (CommandException e) {
            return false;
        }
    }
}
