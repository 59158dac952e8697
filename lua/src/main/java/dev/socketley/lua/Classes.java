package dev.socketley.lua;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.luaj.vm2.Lua;

/**
 * Makes the JVM class of one Lua function: a {@link Body} whose methods for each number of arguments
 * lead to one static {@code run}. <b>Thread:</b> confined to the compiling thread.
 */
final class Classes {
    /** HotSpot compiles no method that is longer. */
    private static final int METHOD_BYTES_MAX = 8000;
    /** Of JVM code, by {@link Split#weight}: more than HotSpot takes is written in parts at once. */
    private static final int WHOLE_MAX = 24_000;
    private static final int PART_MAX = 9000;
    private static final int PART_MIN = 60;
    /** Instructions times registers: what is known of them takes 34 bytes each while compiling. */
    private static final int CELLS_MAX = 1 << 20;
    private static final int DIRECT_ARGUMENTS_MAX = 3;
    private static final ClassDesc NAME = ClassDesc.of("dev.socketley.lua.Hot");
    private static final ClassDesc LOOP = Loop.class.describeConstable().orElseThrow();
    private static final ClassFile FILES = ClassFile.of(
        ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofClassLoading(MethodHandles.lookup())));

    private final LuaCode code;
    private final Flow flow;
    private final boolean loop;
    /** If not 0, everything is written in parts of about so many bytes. */
    private final int partBytes;
    private Constants constants;
    private boolean many;
    private boolean tails;
    private boolean none;

    private Classes(LuaCode code, boolean loop, int partBytes) {
        if ((long) code.proto.code.length * (code.proto.maxstacksize + 4) > CELLS_MAX) {
            throw new Untranslatable("too many instructions");
        }
        if (code.numbers() == null) {
            throw new Untranslatable("too many functions");
        }
        this.code = code;
        this.loop = loop;
        this.partBytes = partBytes;
        flow = new Flow(code.proto);
        for (int pc = flow.reached.nextSetBit(0); pc >= 0; pc = flow.reached.nextSetBit(pc + 1)) {
            if (flow.op(pc) == Lua.OP_TAILCALL) {
                tails = true;
            } else if (flow.op(pc) == Lua.OP_RETURN) {
                many |= flow.b(pc) != 1 && flow.b(pc) != 2;
                none |= flow.b(pc) == 1;
            }
        }
        many |= tails;
    }

    /** The class of a function; throws {@link Untranslatable} if it stays interpreted. */
    static Body compile(LuaCode code) {
        return compile(code, 0);
    }

    /** The same, in parts of about so many bytes even if it is short. */
    static Body compile(LuaCode code, int partBytes) {
        Classes classes = new Classes(code, false, partBytes);
        Kinds kinds = new Kinds(classes.flow, code.distrusted).fromStart();
        return (Body) classes.fit(kinds, 0, classes::write);
    }

    /** The class that enters a function at a loop. */
    static Loop compile(LuaCode code, int pc, Kinds.Registry registers) {
        Classes classes = new Classes(code, true, 0);
        Kinds kinds = new Kinds(classes.flow, code.distrusted).from(pc, registers);
        return (Loop) classes.fit(kinds, pc, (unit, split) -> classes.writeLoop(unit, pc, split));
    }

    /** Writes a class as a whole, or in parts as large as HotSpot takes. */
    private Object fit(Kinds kinds, int entry, BiFunction<Unit, Split, byte[]> writer) {
        boolean parts = partBytes > 0 || Split.weight(flow, kinds) > WHOLE_MAX;
        Object made = parts ? null : define(kinds, writer, null);
        for (int budget = partBytes > 0 ? partBytes : PART_MAX; made == null && budget >= PART_MIN;
                budget /= 2) {
            made = define(kinds, writer, new Split(flow, kinds, entry, budget));
        }
        if (made == null) {
            throw new Untranslatable("too long");
        }
        return made;
    }

    /** Null if a method would be too long for HotSpot. */
    private Object define(Kinds kinds, BiFunction<Unit, Split, byte[]> writer, Split split) {
        constants = new Constants(NAME, code);
        ClassDesc result = many || loop ? Emitter.VARARGS : Emitter.VALUE;
        Exits exits = new Exits(NAME, result, code.vararg);
        byte[] bytes;
        try {
            bytes = writer.apply(new Unit(flow, kinds, constants, exits, code.numbers()), split);
        } catch (IllegalArgumentException e) {
            // Beyond the JVM's limits.
            return null;
        }
        for (var method : ClassFile.of().parse(bytes).methods()) {
            int length = method.findAttribute(Attributes.code())
                .map(CodeAttribute::codeLength).orElse(0);
            if (length >= METHOD_BYTES_MAX
                    && !method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)) {
                return null;
            }
        }
        try {
            return MethodHandles.lookup().defineHiddenClassWithClassData(bytes, constants.data(), true)
                .lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void begin(ClassBuilder clb, ClassDesc parent) {
        clb.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
        clb.withSuperclass(parent);
        clb.withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, cb ->
            cb.aload(0).invokespecial(parent, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
    }

    private byte[] write(Unit unit, Split split) {
        return FILES.build(NAME, clb -> {
            begin(clb, Emitter.BODY);
            clb.withMethodBody("run", runType(), ClassFile.ACC_STATIC, cb -> {
                    if (split == null) {
                        new Translator(unit, cb, !many).write();
                    } else {
                        Parts.start(unit, cb, !many, split, NAME);
                    }
                });
            if (split != null) {
                Parts.declare(clb, unit, !many, split);
            }
            for (int n = 0; n <= DIRECT_ARGUMENTS_MAX; n++) {
                direct(clb, n, false);
                direct(clb, n, true);
            }
            list(clb, "invoke", tails);
            if (tails) {
                list(clb, "start", false);
            }
            unit.exits().declare(clb);
            constants.declare(clb);
        });
    }

    private byte[] writeLoop(Unit unit, int pc, Split split) {
        MethodTypeDesc type = MethodTypeDesc.of(Emitter.VARARGS, Emitter.STATE, Emitter.CLOSURE,
            Emitter.VALUES, Emitter.VARARGS);
        return FILES.build(NAME, clb -> {
            begin(clb, LOOP);
            clb.withMethodBody("run", type, ClassFile.ACC_STATIC, cb -> {
                if (split == null) {
                    new Translator(unit, cb, false).writeLoop(pc);
                } else {
                    Parts.loop(unit, cb, split, NAME, pc);
                }
            });
            if (split != null) {
                Parts.declare(clb, unit, false, split);
            }
            clb.withMethodBody("enter", type, 0, cb ->
                cb.aload(1).aload(2).aload(3).aload(4).invokestatic(NAME, "run", type).areturn());
            unit.exits().declare(clb);
            constants.declare(clb);
        });
    }

    private MethodTypeDesc runType() {
        ClassDesc[] params = new ClassDesc[2 + code.params + (code.vararg ? 1 : 0)];
        Arrays.fill(params, Emitter.VALUE);
        params[0] = Emitter.STATE;
        params[1] = Emitter.CLOSURE;
        if (code.vararg) {
            params[params.length - 1] = Emitter.VARARGS;
        }
        return MethodTypeDesc.of(many ? Emitter.VARARGS : Emitter.VALUE, params);
    }

    /** {@code call} or {@code invoke} with {@code n} arguments. */
    private void direct(ClassBuilder clb, int n, boolean all) {
        ClassDesc[] params = new ClassDesc[2 + n];
        Arrays.fill(params, Emitter.VALUE);
        params[0] = Emitter.STATE;
        params[1] = Emitter.CLOSURE;
        MethodTypeDesc type = MethodTypeDesc.of(all ? Emitter.VARARGS : Emitter.VALUE, params);
        clb.withMethodBody(all ? "invoke" : "call", type, 0, cb -> {
            if (tails) {
                cb.aload(1);
            }
            cb.aload(1).aload(2);
            for (int i = 0; i < code.params; i++) {
                if (i < n) {
                    cb.aload(3 + i);
                } else {
                    cb.getstatic(Emitter.VALUE, "NIL", Emitter.VALUE);
                }
            }
            if (code.vararg) {
                rest(cb, n);
            }
            finish(cb, all);
        });
    }

    private void rest(CodeBuilder cb, int n) {
        int count = n - code.params;
        if (count <= 0) {
            cb.getstatic(Emitter.VALUE, "NONE", Emitter.VALUE);
            return;
        }
        ClassDesc[] types = new ClassDesc[count];
        Arrays.fill(types, Emitter.VALUE);
        for (int i = code.params; i < n; i++) {
            cb.aload(3 + i);
        }
        if (count == 2) {
            types[1] = Emitter.VARARGS;
        } else if (count == 3) {
            types[2] = Emitter.VARARGS;
        }
        if (count > 1) {
            cb.invokestatic(Emitter.VALUE, "varargsOf", MethodTypeDesc.of(Emitter.VARARGS, types));
        }
    }

    private void list(ClassBuilder clb, String name, boolean finished) {
        MethodTypeDesc type = MethodTypeDesc.of(
            Emitter.VARARGS, Emitter.STATE, Emitter.CLOSURE, Emitter.VARARGS);
        clb.withMethodBody(name, type, 0, cb -> {
            if (finished) {
                cb.aload(1);
            }
            cb.aload(1).aload(2);
            for (int i = 0; i < code.params; i++) {
                cb.aload(3).loadConstant(i + 1);
                cb.invokevirtual(Emitter.VARARGS, "arg",
                    MethodTypeDesc.of(Emitter.VALUE, Emitter.INT));
            }
            if (code.vararg) {
                cb.aload(3).loadConstant(code.params + 1);
                cb.invokevirtual(Emitter.VARARGS, "subargs",
                    MethodTypeDesc.of(Emitter.VARARGS, Emitter.INT));
            }
            if (finished || !tails) {
                finish(cb, true);
            } else {
                cb.invokestatic(NAME, "run", runType()).areturn();
            }
        });
    }

    /** Calls {@code run} and makes of its result what the method has to give. */
    private void finish(CodeBuilder cb, boolean all) {
        cb.invokestatic(NAME, "run", runType());
        if (tails) {
            cb.invokestatic(Emitter.CALLS, all ? "finish" : "finishOne", MethodTypeDesc.of(
                all ? Emitter.VARARGS : Emitter.VALUE, Emitter.STATE, Emitter.VARARGS));
        } else if (!all && many) {
            cb.invokevirtual(Emitter.VARARGS, "arg1", MethodTypeDesc.of(Emitter.VALUE));
        } else if (!all && none) {
            cb.invokestatic(Emitter.CALLS, "one", MethodTypeDesc.of(Emitter.VALUE, Emitter.VALUE));
        }
        cb.areturn();
    }
}
