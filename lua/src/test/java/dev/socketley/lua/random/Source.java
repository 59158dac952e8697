package dev.socketley.lua.random;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The text of a program in the making, what is in scope, and the choices. */
final class Source {
    private record Variable(String name, Kind kind) {}

    final SplittableRandom random;
    private final StringBuilder text = new StringBuilder();
    private final List<Variable> variables = new ArrayList<>();
    private int names;
    private int depth;
    /** Inside a function that has {@code ...}; inside the body of a coroutine. */
    boolean varargs;
    boolean yields;

    Source(long seed) {
        random = new SplittableRandom(seed);
    }

    int below(int n) {
        return random.nextInt(n);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    Kind kind() {
        return Kind.values()[random.nextInt(Kind.values().length)];
    }

    void line(String s) {
        text.append(" ".repeat(depth)).append(s).append('\n');
    }

    /** A name that nothing else has. */
    String name() {
        return "v" + ++names;
    }

    void declare(String name, Kind kind) {
        variables.add(new Variable(name, kind));
    }

    /** A variable of that kind, or null. */
    String variable(Kind kind) {
        int start = variables.isEmpty() ? 0 : random.nextInt(variables.size());
        for (int i = 0; i < variables.size(); i++) {
            Variable v = variables.get((start + i) % variables.size());
            if (v.kind == kind) {
                return v.name;
            }
        }
        return null;
    }

    /** Writes {@code body} one step deeper; what it declares ends with it. */
    void block(Runnable body) {
        int before = variables.size();
        depth++;
        body.run();
        depth--;
        while (variables.size() > before) {
            variables.removeLast();
        }
    }

    /** As {@link #block}, for the body of a function. */
    void function(boolean withVarargs, boolean coroutine, Runnable body) {
        boolean outerVarargs = varargs;
        boolean outerYields = yields;
        varargs = withVarargs;
        yields = coroutine;
        block(body);
        varargs = outerVarargs;
        yields = outerYields;
    }

    int depth() {
        return depth;
    }

    int size() {
        return text.length();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
