package dev.socketley.lua;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.luaj.vm2.Lua;

/**
 * How a function that is too long for one JVM method is cut into parts: ranges of instructions, cut
 * where the fewest loops are cut through. <b>Thread:</b> confined to the compiling thread.
 */
final class Split {
    /** A part is at least this share of the budget, so that there are not too many. */
    private static final int SHARE_MIN = 8;

    /** First instructions of the parts. */
    final int[] starts;
    /** Instructions where parts are entered, ascending; their indices are their numbers. */
    final int[] entries;
    private final Flow flow;
    private final Kinds kinds;

    /**
     * Cuts a function.
     *
     * @param first  where it is entered from outside
     * @param budget about how many bytes of JVM code each part may have
     */
    Split(Flow flow, Kinds kinds, int first, int budget) {
        this.flow = flow;
        this.kinds = kinds;
        starts = cut(budget);
        entries = findEntries(first);
    }

    /** About how many bytes of JVM code a function takes. */
    static int weight(Flow flow, Kinds kinds) {
        int all = 0;
        for (int pc = 0; pc < flow.count; pc++) {
            all += kinds.isReached(pc) ? weight(flow, pc) : 0;
        }
        return all;
    }

    private static int weight(Flow flow, int pc) {
        int[] operands = {0};
        new Registers(flow, pc).reads(r -> operands[0]++);
        int own = switch (flow.op(pc)) {
            case Lua.OP_CALL, Lua.OP_TAILCALL -> 60;
            case Lua.OP_FORPREP, Lua.OP_FORLOOP, Lua.OP_TFORCALL -> 50;
            case Lua.OP_EQ, Lua.OP_LT, Lua.OP_LE, Lua.OP_SELF -> 25;
            case Lua.OP_LOADNIL -> 6 * flow.b(pc);
            default -> 14;
        };
        return own + 7 * operands[0];
    }

    /** For each place between two instructions: how many loops go across it. */
    private int[] depths() {
        int[] change = new int[flow.count + 2];
        for (int pc = 0; pc < flow.count; pc++) {
            if (kinds.isReached(pc)) {
                for (int n : flow.next(pc)) {
                    if (n <= pc) {
                        change[n + 1]++;
                        change[pc + 1]--;
                    }
                }
            }
        }
        for (int pc = 1; pc < change.length; pc++) {
            change[pc] += change[pc - 1];
        }
        return change;
    }

    /** Open results are not handed from part to part. */
    private boolean mayCut(int pc) {
        return switch (flow.op(pc - 1)) {
            case Lua.OP_CALL -> flow.c(pc - 1) != 0;
            case Lua.OP_VARARG -> flow.b(pc - 1) != 0;
            default -> true;
        };
    }

    private int[] cut(int budget) {
        int[] depths = depths();
        List<Integer> cuts = new ArrayList<>(List.of(0));
        int best = -1;
        int sum = 0;
        int pc = 0;
        while (pc < flow.count) {
            int weight = kinds.isReached(pc) ? weight(flow, pc) : 0;
            if (sum + weight > budget && best >= 0) {
                cuts.add(best);
                pc = best;
                best = -1;
                sum = 0;
                continue;
            }
            sum += weight;
            pc++;
            if (sum > budget / SHARE_MIN && pc < flow.count && mayCut(pc)
                    && (best < 0 || depths[pc] <= depths[best])) {
                best = pc;
            }
        }
        return cuts.stream().mapToInt(Integer::intValue).toArray();
    }

    private int[] findEntries(int first) {
        BitSet found = new BitSet();
        found.set(first);
        for (int pc = 0; pc < flow.count; pc++) {
            if (kinds.isReached(pc)) {
                for (int n : flow.next(pc)) {
                    if (partOf(n) != partOf(pc)) {
                        found.set(n);
                    }
                }
            }
        }
        return found.stream().toArray();
    }

    /** Which part an instruction is in. */
    int partOf(int pc) {
        int at = Arrays.binarySearch(starts, pc);
        return at >= 0 ? at : -at - 2;
    }

    /** Where a part ends: the first instruction behind it. */
    int end(int part) {
        return part + 1 < starts.length ? starts[part + 1] : flow.count;
    }

    /** The number of an entry. */
    int entry(int pc) {
        return Arrays.binarySearch(entries, pc);
    }
}
