package dev.socketley.lua;

import java.util.SplittableRandom;
import org.luaj.vm2.LuaFunction;

/** Ways to run a Lua function and all that are in it, whose results must not differ. */
public enum Ways {
    /** By the interpreter alone. */
    INTERPRETED,
    /** Each function as one class. */
    COMPILED,
    /** Each function as a class of short parts. */
    PARTS,
    /** By the interpreter at first; hot functions and loops are compiled while they run. */
    LOOPS,
    /** Each function in one of the other ways. */
    MIXED;

    private static final int PATIENCE_MAX = 12;
    private static final int PART_BYTES_MIN = 60;
    private static final int PART_BYTES_MAX = 600;

    /** Makes a function that has not run yet go this way. */
    public void apply(LuaFunction f, long seed) {
        apply(((Closure) f).code, new SplittableRandom(seed));
    }

    private void apply(LuaCode code, SplittableRandom random) {
        code.patience = Integer.MAX_VALUE;
        Ways way = this == MIXED ? values()[random.nextInt(4)] : this;
        try {
            switch (way) {
                case COMPILED -> code.become(Classes.compile(code));
                case PARTS -> code.become(Classes.compile(code,
                    random.nextInt(PART_BYTES_MIN, PART_BYTES_MAX)));
                case LOOPS -> {
                    code.become(InterpretedBody.IT);
                    code.patience = random.nextInt(PATIENCE_MAX);
                }
                default -> code.become(InterpretedBody.IT);
            }
        } catch (Untranslatable e) {
            code.become(InterpretedBody.IT);
        }
        for (LuaCode child : code.children) {
            apply(child, random);
        }
    }
}
