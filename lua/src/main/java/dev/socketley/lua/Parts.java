package dev.socketley.lua;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Writes a function that is too long for one JVM method: a method for each part of its {@link Split},
 * and one that calls them in turn. A part gives the function's results, or null when control has
 * left it for another part; registers then are in {@link Shared}.
 */
final class Parts extends Translator {
    private static final ClassDesc SHARED = Shared.class.describeConstable().orElseThrow();
    private static final ClassDesc CELLS = CELL.arrayType();
    private static final ClassDesc REALS = REAL.arrayType();
    /** Where a part has the shared registers. */
    private static final int HANDED = 2;

    private final Split split;
    private final int part;
    private int sharedSlot = HANDED;
    private int valuesSlot;
    private int numbersSlot;
    private int cellsSlot;

    private Parts(Unit unit, CodeBuilder cb, boolean single, Split split, int part) {
        super(unit, cb, single);
        this.split = split;
        this.part = part;
        if (part >= 0) {
            within(split.starts[part], split.end(part));
        }
    }

    /** Declares the methods that hold the parts. */
    static void declare(ClassBuilder clb, Unit unit, boolean single, Split split) {
        for (int i = 0; i < split.starts.length; i++) {
            int part = i;
            clb.withMethodBody("part" + i, type(single), ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE,
                cb -> new Parts(unit, cb, single, split, part).writePart());
        }
    }

    private static MethodTypeDesc type(boolean single) {
        return MethodTypeDesc.of(single ? VALUE : VARARGS, STATE, CLOSURE, SHARED);
    }

    /** The method that enters the function at its start. */
    static void start(Unit unit, CodeBuilder cb, boolean single, Split split, ClassDesc owner) {
        Parts parts = new Parts(unit, cb, single, split, -1);
        parts.prologue();
        parts.share(0, () -> cb.aload(parts.rest()));
        parts.turns(single, owner);
    }

    /** The method that enters the function at a loop, with the interpreter's frame. */
    static void loop(Unit unit, CodeBuilder cb, Split split, ClassDesc owner, int entry) {
        Parts parts = new Parts(unit, cb, false, split, -1);
        parts.takeFrame(entry);
        parts.share(entry, () -> cb.aload(FRAME + 1));
        parts.turns(false, owner);
    }

    /** Puts registers that are in local variables into a new {@link Shared}. */
    private void share(int entry, Runnable rest) {
        sharedSlot = cb.allocateLocal(TypeKind.REFERENCE);
        cb.new_(SHARED).dup().loadConstant(flow.p.maxstacksize + 4);
        if (flow.p.is_vararg != 0) {
            rest.run();
        } else {
            cb.getstatic(VALUE, "NONE", VALUE);
        }
        cb.invokespecial(SHARED, ConstantDescs.INIT_NAME, MethodTypeDesc.of(VOID, INT, VARARGS));
        cb.astore(sharedSlot);
        openShared();
        putAll(entry);
        cb.aload(sharedSlot).loadConstant(split.entry(entry)).putfield(SHARED, "entry", INT);
    }

    private void openShared() {
        valuesSlot = cb.allocateLocal(TypeKind.REFERENCE);
        numbersSlot = cb.allocateLocal(TypeKind.REFERENCE);
        cellsSlot = cb.allocateLocal(TypeKind.REFERENCE);
        cb.aload(sharedSlot).getfield(SHARED, "values", VALUES).astore(valuesSlot);
        cb.aload(sharedSlot).getfield(SHARED, "numbers", REALS).astore(numbersSlot);
        cb.aload(sharedSlot).getfield(SHARED, "cells", CELLS).astore(cellsSlot);
    }

    /** Calls part after part until one gives results. */
    private void turns(boolean single, ClassDesc owner) {
        Label again = cb.newLabel();
        Label done = cb.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        Label[] ways = new Label[split.starts.length];
        for (int i = 0; i < ways.length; i++) {
            ways[i] = cb.newLabel();
        }
        for (int i = 0; i < split.entries.length; i++) {
            cases.add(SwitchCase.of(i, ways[split.partOf(split.entries[i])]));
        }
        cb.labelBinding(again);
        cb.aload(sharedSlot).getfield(SHARED, "entry", INT);
        cb.tableswitch(0, split.entries.length - 1, cases.getLast().target(), cases);
        for (int i = 0; i < ways.length; i++) {
            cb.labelBinding(ways[i]);
            cb.aload(ST).aload(SELF).aload(sharedSlot).invokestatic(owner, "part" + i, type(single));
            cb.dup().ifnonnull(done);
            cb.pop().goto_(again);
        }
        cb.labelBinding(done);
        cb.areturn();
        writeStubs();
    }

    private void writePart() {
        openShared();
        startPolls();
        if (flow.p.is_vararg != 0) {
            cb.aload(HANDED).getfield(SHARED, "rest", VARARGS).astore(restAt());
        }
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < split.entries.length; i++) {
            int pc = split.entries[i];
            if (split.partOf(pc) == part) {
                cases.add(SwitchCase.of(i, stub(() -> {
                    getAll(pc);
                    cb.goto_(label(pc));
                })));
            }
        }
        if (cases.isEmpty()) {
            // Nothing leads here.
            cb.aconst_null().areturn();
            return;
        }
        cb.aload(HANDED).getfield(SHARED, "entry", INT);
        cb.lookupswitch(cases.getFirst().target(), cases);
        instructions();
    }

    private void getAll(int pc) {
        BitSet live = flow.live[pc];
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            byte kind = kinds.before(pc, r);
            switch (kind) {
                case Kinds.INT -> cb.aload(numbersSlot).loadConstant(r).daload().d2l();
                case Kinds.DOUBLE -> cb.aload(numbersSlot).loadConstant(r).daload();
                case Kinds.CELL -> cb.aload(cellsSlot).loadConstant(r).aaload();
                default -> cb.aload(valuesSlot).loadConstant(r).aaload();
            }
            cb.storeLocal(type(kind), slotOf(kind, r));
        }
    }

    private void putAll(int pc) {
        BitSet live = flow.live[pc];
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            byte kind = kinds.before(pc, r);
            boolean number = kind == Kinds.INT || kind == Kinds.DOUBLE;
            cb.aload(number ? numbersSlot : kind == Kinds.CELL ? cellsSlot : valuesSlot);
            cb.loadConstant(r);
            loadRaw(kind, r);
            if (kind == Kinds.INT) {
                cb.l2d();
            }
            if (number) {
                cb.dastore();
            } else {
                cb.aastore();
            }
        }
    }

    @Override
    boolean countsRuns() {
        return false;
    }

    @Override
    Label elsewhere(int pc) {
        return stub(() -> {
            putAll(pc);
            cb.aload(ST).aload(HANDED).loadConstant(split.entry(pc));
            roundsLeft();
            site(cb, pc);
            call(SHARED, "leave", VOID, STATE, SHARED, INT, INT, INT);
            cb.aconst_null().areturn();
        });
    }
}
