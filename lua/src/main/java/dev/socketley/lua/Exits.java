package dev.socketley.lua;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The ways from compiled code back into the interpreter: each is a method of its own that makes a
 * frame of the registers, so that the code that never takes it stays small.
 */
final class Exits {
    private record Exit(String name, int pc, BitSet live, byte[] kinds, MethodTypeDesc type) {}

    private final ClassDesc owner;
    private final ClassDesc result;
    private final boolean vararg;
    private final List<Exit> all = new ArrayList<>();

    Exits(ClassDesc owner, ClassDesc result, boolean vararg) {
        this.owner = owner;
        this.result = result;
        this.vararg = vararg;
    }

    /** Writes the call that leaves before {@code pc}, with registers held as {@code s} says. */
    void leave(Emitter e, int pc, Kinds.Registry s) {
        List<ClassDesc> types = new ArrayList<>(List.of(Emitter.STATE, Emitter.CLOSURE));
        e.cb.aload(Emitter.ST).aload(Emitter.SELF);
        if (vararg) {
            types.add(Emitter.VARARGS);
            e.cb.aload(e.rest());
        }
        BitSet live = e.flow.live[pc];
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            types.add(type(s.kind[r]));
            e.loadRaw(s.kind[r], r);
        }
        MethodTypeDesc type = MethodTypeDesc.of(result, types);
        String name = "exit" + all.size();
        all.add(new Exit(name, pc, live, s.kind.clone(), type));
        e.cb.invokestatic(owner, name, type).areturn();
    }

    private static ClassDesc type(byte kind) {
        return switch (kind) {
            case Kinds.INT -> Emitter.LONG;
            case Kinds.DOUBLE -> Emitter.REAL;
            case Kinds.CELL -> Emitter.CELL;
            default -> Emitter.VALUE;
        };
    }

    /** Adds the methods, after everything that leaves has been written. */
    void declare(ClassBuilder clb) {
        for (Exit exit : all) {
            clb.withMethodBody(exit.name, exit.type, ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE,
                cb -> write(cb, exit));
        }
    }

    private void write(CodeBuilder cb, Exit exit) {
        cb.aload(1);
        if (vararg) {
            cb.aload(2);
        } else {
            cb.getstatic(Emitter.VALUE, "NONE", Emitter.VALUE);
        }
        cb.invokestatic(Emitter.CALLS, "frame",
            MethodTypeDesc.of(Emitter.VALUES, Emitter.CLOSURE, Emitter.VARARGS));
        int frame = cb.allocateLocal(TypeKind.REFERENCE);
        cb.astore(frame);
        int parameter = vararg ? 3 : 2;
        BitSet live = exit.live;
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            byte kind = exit.kinds[r];
            cb.aload(frame).loadConstant(r);
            cb.loadLocal(Emitter.type(kind), parameter);
            if (kind == Kinds.CELL) {
                cb.invokestatic(Emitter.CALLS, "reopen", MethodTypeDesc.of(
                    Emitter.VOID, Emitter.VALUES, Emitter.INT, Emitter.CELL));
            } else {
                if (!Kinds.isReference(kind)) {
                    cb.invokestatic(Emitter.OPS, "box",
                        MethodTypeDesc.of(Emitter.VALUE, type(kind)));
                }
                cb.aastore();
            }
            parameter += Emitter.type(kind).slotSize();
        }
        cb.aload(0).aload(1).aload(frame).loadConstant(exit.pc);
        cb.invokestatic(Emitter.CALLS, "resume", MethodTypeDesc.of(
            Emitter.VARARGS, Emitter.STATE, Emitter.CLOSURE, Emitter.VALUES, Emitter.INT));
        cb.checkcast(result).areturn();
    }
}
