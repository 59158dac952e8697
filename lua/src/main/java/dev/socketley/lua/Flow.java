package dev.socketley.lua;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.luaj.vm2.LocVars;
import org.luaj.vm2.Lua;
import org.luaj.vm2.Prototype;

/**
 * What can be told about a function's registers at each instruction: where control goes, which
 * registers are read again, which hold variables that inner functions capture.
 *
 * <p><b>Thread:</b> confined to the compiling thread.
 */
final class Flow {
    /** A captured variable: its register, and where it is in scope. */
    private record Captured(int register, int start, int end) {}

    final Prototype p;
    final int[] code;
    final int count;
    /** Registers read later, per instruction, before it runs. */
    final BitSet[] live;
    /** As {@link #live}, for reads that want a number. */
    final BitSet[] wanted;
    /** As {@link #live}, for reads that want a value as it is. */
    final BitSet[] unconverted;
    /** Registers that hold a captured variable while the instruction runs. */
    private final BitSet[] cells;
    /** For an instruction that takes open results: the register where they begin. */
    final int[] openFrom;
    final BitSet reached = new BitSet();
    /**
     * Before which instructions a run of the function is counted: the calls that come first on each
     * way through it, or its start if one of them is in a loop. What calls nothing is not counted, as
     * who calls it is, see {@link Closure#enter}.
     */
    final BitSet counted;

    /** Reads a function; throws {@link Untranslatable} if its variables make no sense. */
    Flow(Prototype p) {
        this.p = p;
        code = p.code;
        count = code.length;
        openFrom = new int[count];
        findOpen();
        reach(0);
        counted = findCounted();
        cells = new BitSet[count + 1];
        findCaptured();
        live = solve(Reads.ALL);
        wanted = solve(Reads.NUMBERS);
        unconverted = solve(Reads.OTHERS);
    }

    private enum Reads { ALL, NUMBERS, OTHERS }

    int op(int pc) {
        return code[pc] & 0x3f;
    }

    int a(int pc) {
        return Lua.GETARG_A(code[pc]);
    }

    int b(int pc) {
        return Lua.GETARG_B(code[pc]);
    }

    int c(int pc) {
        return Lua.GETARG_C(code[pc]);
    }

    int jump(int pc) {
        return pc + 1 + Lua.GETARG_sBx(code[pc]);
    }

    boolean cell(int pc, int register) {
        return cells[pc] != null && cells[pc].get(register);
    }

    /** The block number of a SETLIST, which may stand in the next instruction. */
    int listBlock(int pc) {
        return c(pc) != 0 ? c(pc) : code[pc + 1] >>> 6;
    }

    /** Where control may go after {@code pc}. */
    int[] next(int pc) {
        switch (op(pc)) {
            case Lua.OP_JMP:
                return new int[] {jump(pc)};
            case Lua.OP_LOADBOOL:
                return new int[] {c(pc) != 0 ? pc + 2 : pc + 1};
            case Lua.OP_EQ, Lua.OP_LT, Lua.OP_LE, Lua.OP_TEST, Lua.OP_TESTSET:
                return new int[] {jump(pc + 1), pc + 2};
            case Lua.OP_FORPREP:
                return new int[] {pc + 1, jump(pc) + 1};
            case Lua.OP_FORLOOP, Lua.OP_TFORLOOP:
                return new int[] {pc + 1, jump(pc)};
            case Lua.OP_RETURN, Lua.OP_TAILCALL:
                return new int[0];
            case Lua.OP_LOADKX:
                return new int[] {pc + 2};
            case Lua.OP_SETLIST:
                return new int[] {c(pc) == 0 ? pc + 2 : pc + 1};
            default:
                return new int[] {pc + 1};
        }
    }

    private void reach(int from) {
        List<Integer> todo = new ArrayList<>(List.of(from));
        while (!todo.isEmpty()) {
            int pc = todo.removeLast();
            if (reached.get(pc)) {
                continue;
            }
            reached.set(pc);
            for (int n : next(pc)) {
                todo.add(n);
            }
        }
    }

    private BitSet findCounted() {
        BitSet first = new BitSet();
        BitSet seen = new BitSet();
        List<Integer> todo = new ArrayList<>(List.of(0));
        while (!todo.isEmpty()) {
            int pc = todo.removeLast();
            if (seen.get(pc)) {
                continue;
            }
            seen.set(pc);
            if (op(pc) == Lua.OP_CALL || op(pc) == Lua.OP_TAILCALL || op(pc) == Lua.OP_TFORCALL) {
                first.set(pc);
                continue;
            }
            for (int n : next(pc)) {
                todo.add(n);
            }
        }
        if (first.intersects(inLoops())) {
            first.clear();
            first.set(0);
        }
        return first;
    }

    private BitSet inLoops() {
        BitSet inside = new BitSet();
        for (int pc = reached.nextSetBit(0); pc >= 0; pc = reached.nextSetBit(pc + 1)) {
            for (int n : next(pc)) {
                if (n <= pc) {
                    inside.set(n, pc + 1);
                }
            }
        }
        return inside;
    }

    private void findOpen() {
        int open = -1;
        for (int pc = 0; pc < count; pc++) {
            openFrom[pc] = open;
            boolean opens = switch (op(pc)) {
                case Lua.OP_CALL -> c(pc) == 0;
                case Lua.OP_TAILCALL -> true;
                case Lua.OP_VARARG -> b(pc) == 0;
                default -> false;
            };
            if (opens) {
                open = a(pc);
            }
        }
    }

    private void findCaptured() {
        List<Captured> all = new ArrayList<>();
        for (int pc = reached.nextSetBit(0); pc >= 0; pc = reached.nextSetBit(pc + 1)) {
            if (op(pc) == Lua.OP_CLOSURE) {
                for (var wanted : p.p[Lua.GETARG_Bx(code[pc])].upvalues) {
                    if (wanted.instack) {
                        all.add(variable(pc, wanted.idx));
                    }
                }
            }
        }
        for (Captured v : all) {
            for (int pc = v.start; pc < v.end && pc <= count; pc++) {
                if (cells[pc] == null) {
                    cells[pc] = new BitSet();
                }
                cells[pc].set(v.register);
            }
        }
    }

    /** The variable in a register at a CLOSURE; {@code local function} starts after its own. */
    private Captured variable(int pc, int register) {
        LocVars[] vars = p.locvars;
        for (int i = 0; i < vars.length; i++) {
            boolean here = vars[i].startpc <= pc && pc < vars[i].endpc;
            boolean itself = vars[i].startpc == pc + 1 && register == a(pc);
            if ((here || itself) && registerOf(i) == register) {
                return new Captured(register, vars[i].startpc, vars[i].endpc);
            }
        }
        throw new Untranslatable("no variable in register " + register);
    }

    boolean capturesItself(int pc) {
        for (var wanted : p.p[Lua.GETARG_Bx(code[pc])].upvalues) {
            if (wanted.instack && wanted.idx == a(pc)) {
                return true;
            }
        }
        return false;
    }

    private int registerOf(int variable) {
        LocVars[] vars = p.locvars;
        int at = vars[variable].startpc;
        int register = 0;
        for (int i = 0; i < variable; i++) {
            if (vars[i].startpc <= at && at < vars[i].endpc) {
                register++;
            }
        }
        return register;
    }

    private BitSet[] solve(Reads which) {
        BitSet[] in = new BitSet[count];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int pc = reached.length() - 1; pc >= 0; pc--) {
                if (!reached.get(pc)) {
                    continue;
                }
                BitSet now = new BitSet();
                for (int n : next(pc)) {
                    if (in[n] != null) {
                        now.or(in[n]);
                    }
                    if (op(pc) == Lua.OP_TESTSET && n != pc + 2) {
                        moved(pc, now, which);
                    }
                }
                before(pc, now, which);
                if (!now.equals(in[pc])) {
                    in[pc] = now;
                    changed = true;
                }
            }
        }
        return in;
    }

    /** A TESTSET that jumps has moved a register. */
    private void moved(int pc, BitSet set, Reads which) {
        if (set.get(a(pc)) && !cell(pc, a(pc))) {
            set.clear(a(pc));
            set.set(b(pc), which != Reads.ALL || set.get(b(pc)));
        }
    }

    /** Turns what is live after an instruction into what is live before it. */
    private void before(int pc, BitSet set, Reads which) {
        boolean moved = op(pc) == Lua.OP_MOVE && set.get(a(pc));
        Registers r = new Registers(this, pc);
        r.writes((from, to) -> {
            for (int i = from; i <= to; i++) {
                if (cell(pc, i)) {
                    set.set(i, which != Reads.NUMBERS);
                } else {
                    set.clear(i);
                }
            }
        });
        switch (which) {
            case ALL -> r.reads(set::set);
            case NUMBERS -> r.readsNumbers(set::set);
            case OTHERS -> {
                if (op(pc) != Lua.OP_MOVE) {
                    BitSet converted = new BitSet();
                    // The limit of a loop may be an int, which a double would hide.
                    if (op(pc) != Lua.OP_FORPREP) {
                        r.readsNumbers(converted::set);
                    }
                    r.reads(i -> set.set(i, set.get(i) || !converted.get(i)));
                }
            }
        }
        if (moved && which != Reads.ALL) {
            set.set(b(pc));
        }
    }
}
