package dev.socketley.lua;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** The objects that a class refers to: static final fields, filled from its class data. */
final class Constants {
    static final ClassDesc STRING = LuaString.class.describeConstable().orElseThrow();
    static final ClassDesc PLACE = Place.class.describeConstable().orElseThrow();

    /** Beyond this many fields constants are read from the function's list. */
    private static final int FIELDS_MAX = 2500;
    /** Instructions from here on share places. */
    private static final int PLACES_MAX = 2000;
    private static final int SHARED_PLACES = 1024;

    private record Field(String name, ClassDesc type) {}

    private final ClassDesc owner;
    private final LuaCode code;
    private final Map<Field, Object> fields = new LinkedHashMap<>();

    Constants(ClassDesc owner, LuaCode code) {
        this.owner = owner;
        this.code = code;
    }

    private boolean isFull() {
        return fields.size() >= FIELDS_MAX;
    }

    private void load(CodeBuilder cb, Field field, Object value) {
        fields.put(field, value);
        cb.getstatic(owner, field.name, field.type);
    }

    /** Pushes a constant of the function. */
    void load(CodeBuilder cb, int index) {
        LuaValue v = code.constants[index];
        if (v.isnil()) {
            cb.getstatic(Emitter.VALUE, "NIL", Emitter.VALUE);
        } else if (isFull()) {
            cb.aload(Emitter.SELF).getfield(Emitter.CLOSURE, "code", Emitter.CODE);
            cb.getfield(Emitter.CODE, "constants", Emitter.VALUES).loadConstant(index).aaload();
        } else {
            load(cb, new Field("k" + index, Emitter.VALUE), v);
        }
    }

    /** Pushes a constant that is a string. */
    void loadString(CodeBuilder cb, int index) {
        load(cb, new Field("s" + index, STRING), code.constants[index]);
    }

    /** Pushes what the instruction at {@code pc} remembers; some share it if there are very many. */
    void loadPlace(CodeBuilder cb, int pc) {
        Field field = new Field("at" + (pc < PLACES_MAX ? pc : pc % SHARED_PLACES), PLACE);
        load(cb, field, fields.getOrDefault(field, new Place()));
    }

    LuaValue value(int index) {
        return code.constants[index];
    }

    /** Pushes the code of an inner function. */
    void loadChild(CodeBuilder cb, int index) {
        if (isFull()) {
            cb.aload(Emitter.SELF).getfield(Emitter.CLOSURE, "code", Emitter.CODE);
            cb.getfield(Emitter.CODE, "children", Emitter.CODE.arrayType());
            cb.loadConstant(index).aaload();
        } else {
            load(cb, new Field("p" + index, Emitter.CODE), code.children[index]);
        }
    }

    Object[] data() {
        return fields.values().toArray();
    }

    /** Declares the fields and the initialiser; comes last. */
    void declare(ClassBuilder clb) {
        List<Field> all = new ArrayList<>(fields.keySet());
        int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL;
        all.forEach(f -> clb.withField(f.name, f.type, flags));
        ClassDesc objects = ConstantDescs.CD_Object.arrayType();
        clb.withMethodBody(ConstantDescs.CLASS_INIT_NAME, ConstantDescs.MTD_void,
            ClassFile.ACC_STATIC, cb -> {
                ClassDesc handles = MethodHandles.class.describeConstable().orElseThrow();
                cb.invokestatic(handles, "lookup",
                    MethodTypeDesc.of(ConstantDescs.CD_MethodHandles_Lookup));
                cb.ldc(ConstantDescs.DEFAULT_NAME);
                cb.ldc(objects);
                cb.invokestatic(handles, "classData", MethodTypeDesc.of(ConstantDescs.CD_Object,
                    ConstantDescs.CD_MethodHandles_Lookup, ConstantDescs.CD_String,
                    ConstantDescs.CD_Class));
                cb.checkcast(objects).astore(0);
                for (int i = 0; i < all.size(); i++) {
                    cb.aload(0).loadConstant(i).aaload().checkcast(all.get(i).type);
                    cb.putstatic(owner, all.get(i).name, all.get(i).type);
                }
                cb.return_();
            });
    }
}
