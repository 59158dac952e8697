import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A step of the build: writes LuaJ's values and compiler, in today's class file format and with what
 * cannot be reached from outside mended, to where our own classes go.
 *
 * <p>Strings hash when they are first asked to, and short ones are not looked up in a cache that all
 * threads share; Java's strings become UTF-8 and come from it, characters beyond U+FFFF included; -0 is
 * a number of its own; what exceeds a limit of the compiler is told.
 * Run as {@code java MendLuaJ.java LUAJ.jar CLASSES}.
 */
final class MendLuaJ {
    private static final ClassDesc STRING = ClassDesc.of("org.luaj.vm2.LuaString");
    private static final ClassDesc DOUBLE = ClassDesc.of("org.luaj.vm2.LuaDouble");
    private static final ClassDesc INTEGER = ClassDesc.of("org.luaj.vm2.LuaInteger");
    private static final ClassDesc NUMBER = ClassDesc.of("org.luaj.vm2.LuaNumber");
    private static final ClassDesc VALUE = ClassDesc.of("org.luaj.vm2.LuaValue");
    private static final ClassDesc FUNC_STATE = ClassDesc.of("org.luaj.vm2.compiler.FuncState");
    private static final ClassDesc LEX_STATE = ClassDesc.of("org.luaj.vm2.compiler.LexState");
    private static final int LOCALS_MAX = 200;
    private static final ClassDesc BYTES = CD_byte.arrayType();
    private static final ClassDesc CHARSET = ClassDesc.of("java.nio.charset.Charset");
    private static final MethodTypeDesc RANGE_HASH = MethodTypeDesc.of(CD_int, BYTES, CD_int, CD_int);
    private static final MethodTypeDesc DOUBLE_TO_NUMBER = MethodTypeDesc.of(NUMBER, CD_double);
    private static final MethodTypeDesc OF_DOUBLE = MethodTypeDesc.of(CD_void, CD_double);

    /** New bodies, by class, name and descriptor. */
    private static final Map<String, Consumer<CodeBuilder>> BODIES = new TreeMap<>(Map.of(
        "org/luaj/vm2/LuaString.valueOf([BII)Lorg/luaj/vm2/LuaString;", MendLuaJ::copied,
        "org/luaj/vm2/LuaString.valueUsing([BII)Lorg/luaj/vm2/LuaString;", MendLuaJ::viewed,
        "org/luaj/vm2/LuaString.valueOf(Ljava/lang/String;)Lorg/luaj/vm2/LuaString;", MendLuaJ::encoded,
        "org/luaj/vm2/LuaString.decodeAsUtf8([BII)Ljava/lang/String;", MendLuaJ::decoded,
        "org/luaj/vm2/LuaString.hashCode()I", MendLuaJ::lazyHash,
        "org/luaj/vm2/LuaDouble.valueOf(D)Lorg/luaj/vm2/LuaNumber;", MendLuaJ::number,
        "org/luaj/vm2/LuaInteger.neg()Lorg/luaj/vm2/LuaValue;", MendLuaJ::negated,
        "org/luaj/vm2/LuaInteger.mul(I)Lorg/luaj/vm2/LuaValue;", MendLuaJ::multiplied,
        "org/luaj/vm2/compiler/FuncState.numberK(Lorg/luaj/vm2/LuaValue;)I", MendLuaJ::constant));

    private MendLuaJ() {}

    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[1]);
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(args[0]))) {
            Path root = jar.getPath("org/luaj/vm2");
            ClassFile format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(name -> open(jar, name))
                    .orElse(ClassHierarchyResolver.defaultResolver())));
            for (Path dir : List.of(root, root.resolve("compiler"), root.resolve("lib"))) {
                mend(format, dir, target);
            }
        }
        if (!BODIES.isEmpty()) {
            throw new IllegalStateException("not found in LuaJ: " + BODIES.keySet());
        }
    }

    private static InputStream open(FileSystem jar, ClassDesc name) {
        String descriptor = name.descriptorString();
        Path file = jar.getPath(descriptor.substring(1, descriptor.length() - 1) + ".class");
        try {
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void mend(ClassFile format, Path dir, Path target) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                ClassModel model = format.parse(Files.readAllBytes(file));
                Path out = target.resolve(file.toString());
                Files.createDirectories(out.getParent());
                Files.write(out, format.transformClass(model, changes(model)));
            }
        }
    }

    private static ClassTransform changes(ClassModel model) {
        String name = model.thisClass().asInternalName();
        boolean string = name.equals("org/luaj/vm2/LuaString");
        boolean limits = name.equals("org/luaj/vm2/compiler/FuncState");
        return (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(ClassFile.JAVA_25_VERSION, 0);
            } else if (element instanceof MethodModel m) {
                Consumer<CodeBuilder> body = BODIES.remove(
                    name + "." + m.methodName().stringValue() + m.methodType().stringValue());
                if (body != null) {
                    builder.withMethodBody(m.methodName(), m.methodType(), m.flags().flagsMask(),
                        body);
                } else {
                    boolean hashes = string && m.methodName().equalsString("<init>");
                    builder.transformMethod(m,
                        MethodTransform.transformingCode(
                            hashes ? NO_HASH : limits ? PLAIN_TEXT
                            : m.methodName().equalsString("new_localvar") ? OWN_LOCALS : SAME));
                }
            } else if (string && element instanceof FieldModel f
                    && f.fieldName().equalsString("m_hashcode")) {
                builder.withField("m_hashcode", CD_int, ClassFile.ACC_PRIVATE);
            } else {
                builder.with(element);
            }
        };
    }

    /** Written anew, because today's format wants stack maps. */
    private static final CodeTransform SAME = CodeBuilder::with;

    /** In the constructor: leaves the hash 0. */
    private static final CodeTransform NO_HASH = (code, element) -> {
        if (element instanceof InvokeInstruction i && i.name().equalsString("hashCode")) {
            code.pop().pop().pop().iconst_0();
        } else {
            code.with(element);
        }
    };

    /** In messages: takes the text without asking {@code FuncState.L}, which nothing ever sets. */
    private static final CodeTransform PLAIN_TEXT = (code, element) -> {
        if (element instanceof InvokeInstruction i && i.name().equalsString("pushfstring")) {
            code.swap().pop();
        } else {
            code.with(element);
        }
    };

    /** The limit is for the locals of a function, not for those around it too. */
    private static final CodeTransform OWN_LOCALS = (code, element) -> {
        if (element instanceof InvokeInstruction i && i.name().equalsString("checklimit")) {
            code.pop().pop()
                .aload(0).getfield(LEX_STATE, "fs", FUNC_STATE)
                .getfield(FUNC_STATE, "firstlocal", CD_int).isub()
                .loadConstant(LOCALS_MAX).loadConstant("local variables");
        }
        code.with(element);
    };

    private static void copied(CodeBuilder code) {
        code.new_(STRING).dup()
            .aload(0).iload(1).iload(1).iload(2).iadd()
            .invokestatic(ClassDesc.of("java.util.Arrays"), "copyOfRange",
                MethodTypeDesc.of(BYTES, BYTES, CD_int, CD_int))
            .iconst_0().iload(2)
            .invokespecial(STRING, "<init>", MethodTypeDesc.of(CD_void, BYTES, CD_int, CD_int))
            .areturn();
    }

    private static void viewed(CodeBuilder code) {
        code.new_(STRING).dup().aload(0).iload(1).iload(2)
            .invokespecial(STRING, "<init>", MethodTypeDesc.of(CD_void, BYTES, CD_int, CD_int))
            .areturn();
    }

    private static void encoded(CodeBuilder code) {
        code.aload(0);
        utf8(code);
        code.invokevirtual(CD_String, "getBytes", MethodTypeDesc.of(BYTES, CHARSET)).astore(1)
            .aload(1).iconst_0().aload(1).arraylength()
            .invokestatic(STRING, "valueUsing", MethodTypeDesc.of(STRING, BYTES, CD_int, CD_int))
            .areturn();
    }

    /** What is no UTF-8 becomes U+FFFD. */
    private static void decoded(CodeBuilder code) {
        code.new_(CD_String).dup().aload(0).iload(1).iload(2);
        utf8(code);
        code.invokespecial(CD_String, "<init>",
                MethodTypeDesc.of(CD_void, BYTES, CD_int, CD_int, CHARSET))
            .areturn();
    }

    private static void utf8(CodeBuilder code) {
        code.getstatic(ClassDesc.of("java.nio.charset.StandardCharsets"), "UTF_8", CHARSET);
    }

    /** The hash of before, 1 instead of 0; threads that race compute the same. */
    private static void lazyHash(CodeBuilder code) {
        Label known = code.newLabel();
        Label nonZero = code.newLabel();
        code.aload(0).getfield(STRING, "m_hashcode", CD_int).istore(1)
            .iload(1).ifne(known)
            .aload(0).getfield(STRING, "m_bytes", BYTES)
            .aload(0).getfield(STRING, "m_offset", CD_int)
            .aload(0).getfield(STRING, "m_length", CD_int)
            .invokestatic(STRING, "hashCode", RANGE_HASH).istore(1)
            .iload(1).ifne(nonZero)
            .iconst_1().istore(1)
            .labelBinding(nonZero)
            .aload(0).iload(1).putfield(STRING, "m_hashcode", CD_int)
            .labelBinding(known)
            .iload(1).ireturn();
    }

    /** Jumps to {@code yes} if the double in local {@code d} is an int, which goes to {@code to}. */
    private static void ifInt(CodeBuilder code, int d, int to, Label yes) {
        Label no = code.newLabel();
        code.dload(d).d2i().istore(to)
            .dload(d).iload(to).i2d().dcmpl().ifne(no)
            .iload(to).ifne(yes)
            .dload(d).invokestatic(ClassDesc.of("java.lang.Double"), "doubleToRawLongBits",
                MethodTypeDesc.of(CD_long, CD_double))
            .lconst_0().lcmp().ifeq(yes)
            .labelBinding(no);
    }

    private static void number(CodeBuilder code) {
        Label isInt = code.newLabel();
        ifInt(code, 0, 2, isInt);
        code.new_(DOUBLE).dup().dload(0).invokespecial(DOUBLE, "<init>", OF_DOUBLE).areturn()
            .labelBinding(isInt)
            .iload(2).invokestatic(INTEGER, "valueOf", MethodTypeDesc.of(INTEGER, CD_int))
            .areturn();
    }

    private static void negated(CodeBuilder code) {
        code.aload(0).getfield(INTEGER, "v", CD_int).i2d().dneg()
            .invokestatic(DOUBLE, "valueOf", DOUBLE_TO_NUMBER).areturn();
    }

    private static void multiplied(CodeBuilder code) {
        code.aload(0).getfield(INTEGER, "v", CD_int).i2d().iload(1).i2d().dmul()
            .invokestatic(DOUBLE, "valueOf", DOUBLE_TO_NUMBER).areturn();
    }

    /** Of the compiler: numbers that are ints are one constant with those ints. */
    private static void constant(CodeBuilder code) {
        Label other = code.newLabel();
        code.aload(1).instanceOf(DOUBLE).ifeq(other)
            .aload(1).invokevirtual(VALUE, "todouble", MethodTypeDesc.of(CD_double))
            .invokestatic(DOUBLE, "valueOf", DOUBLE_TO_NUMBER).astore(1)
            .labelBinding(other)
            .aload(0).aload(1)
            .invokevirtual(FUNC_STATE, "addk", MethodTypeDesc.of(CD_int, VALUE))
            .ireturn();
    }
}
