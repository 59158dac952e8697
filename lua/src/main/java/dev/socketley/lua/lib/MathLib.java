package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaNumbers;
import java.util.SplittableRandom;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code math}: Lua 5.2's, with 5.3's type, tointeger, maxinteger and mininteger on doubles. */
public final class MathLib {
    /** Every integer up to here has its own double. */
    private static final double INTEGER_MAX = 0x1p53;
    private static final double DEGREE = Math.PI / 180;
    private static final LuaValue INTEGER = Bytes.ascii("integer");
    private static final LuaValue FLOAT = Bytes.ascii("float");

    /** One state's random numbers; they start out different in each. */
    private SplittableRandom random = new SplittableRandom();

    private MathLib() {}

    /** A function of one double. */
    private interface Real {
        double apply(double x);
    }

    /** A function of two doubles. */
    private interface Real2 {
        double apply(double x, double y);
    }

    /** A new table of the library, with a random generator of its own. */
    public static LuaTable table(LibraryContext ctx) {
        MathLib lib = new MathLib();
        LuaTable t = LibFunction.table(
            LibFunction.one("abs", MathLib::abs), real("acos", Math::acos),
            real("asin", Math::asin), real("atan", Math::atan), real2("atan2", Math::atan2),
            LibFunction.one("ceil", v -> v instanceof LuaInteger ? v
                : LuaDouble.valueOf(Math.ceil(Args.number(v, 1, "ceil")))),
            real("cos", Math::cos), real("cosh", Math::cosh), real("deg", x -> x / DEGREE),
            real("exp", Math::exp),
            LibFunction.one("floor", v -> v instanceof LuaInteger ? v
                : LuaDouble.valueOf(Math.floor(Args.number(v, 1, "floor")))),
            real2("fmod", (x, y) -> x % y), LibFunction.four("frexp", MathLib::frexp),
            LibFunction.two("ldexp", (m, e) -> LuaDouble.valueOf(
                Math.scalb(Args.number(m, 1, "ldexp"), Args.int32(e, 2, "ldexp")))),
            LibFunction.two("log", MathLib::log), real("log10", Math::log10),
            extreme("max", (x, y) -> y > x ? y : x), extreme("min", (x, y) -> y < x ? y : x),
            LibFunction.four("modf", MathLib::modf), LibFunction.two("pow", (x, y) -> LuaDouble.valueOf(
                LuaNumbers.power(Args.number(x, 1, "pow"), Args.number(y, 2, "pow")))),
            real("rad", x -> x * DEGREE), LibFunction.any("random", lib::random),
            LibFunction.one("randomseed", lib::randomseed), real("sin", Math::sin),
            real("sinh", Math::sinh), real("sqrt", Math::sqrt), real("tan", Math::tan),
            real("tanh", Math::tanh), LibFunction.one("tointeger", MathLib::tointeger),
            LibFunction.any("type", MathLib::type));
        t.rawset("pi", Math.PI);
        t.rawset("huge", Double.POSITIVE_INFINITY);
        t.rawset("maxinteger", INTEGER_MAX);
        t.rawset("mininteger", -INTEGER_MAX);
        return t;
    }

    private static LibFunction real(String name, Real f) {
        return LibFunction.one(name, v -> LuaDouble.valueOf(f.apply(Args.number(v, 1, name))));
    }

    private static LibFunction real2(String name, Real2 f) {
        return LibFunction.two(name, (a, b) -> {
            // The second first: that is the one PUC complains about when both are wrong.
            double y = Args.number(b, 2, name);
            return LuaDouble.valueOf(f.apply(Args.number(a, 1, name), y));
        });
    }

    private static LibFunction extreme(String name, Real2 choose) {
        return LibFunction.any(name, args -> {
            double best = Args.number(Args.at(args, 1), 1, name);
            int count = args.narg();
            for (int i = 2; i <= count; i++) {
                best = choose.apply(best, Args.number(args.arg(i), i, name));
            }
            return LuaDouble.valueOf(best);
        });
    }

    private static LuaValue abs(LuaValue v) {
        if (v instanceof LuaInteger i && i.v >= 0) {
            return v;
        }
        return LuaDouble.valueOf(Math.abs(Args.number(v, 1, "abs")));
    }

    private static LuaValue log(LuaValue value, LuaValue base) {
        double x = Args.number(value, 1, "log");
        if (base.isnil()) {
            return LuaDouble.valueOf(Math.log(x));
        }
        double b = Args.number(base, 2, "log");
        return LuaDouble.valueOf(b == 10 ? Math.log10(x) : Math.log(x) / Math.log(b));
    }

    private static Varargs modf(LuaValue v, LuaValue b, LuaValue c, LuaValue d) {
        double x = Args.number(v, 1, "modf");
        double whole = x < 0 ? Math.ceil(x) : Math.floor(x);
        double rest = Math.copySign(Double.isInfinite(x) ? 0 : x - whole, x);
        return LuaValue.varargsOf(LuaDouble.valueOf(whole), LuaDouble.valueOf(rest));
    }

    private static Varargs frexp(LuaValue v, LuaValue b, LuaValue c, LuaValue d) {
        double x = Args.number(v, 1, "frexp");
        if (x == 0 || !(Math.abs(x) <= Double.MAX_VALUE)) {
            return LuaValue.varargsOf(LuaDouble.valueOf(x), LuaInteger.valueOf(0));
        }
        int extra = Math.abs(x) < Double.MIN_NORMAL ? 54 : 0;
        double normal = x * (extra == 0 ? 1 : 0x1p54);
        int exponent = Math.getExponent(normal) + 1;
        return LuaValue.varargsOf(
            LuaDouble.valueOf(Math.scalb(normal, -exponent)),
            LuaInteger.valueOf(exponent - extra));
    }

    private Varargs random(Varargs args) {
        double r = random.nextDouble();
        switch (args.narg()) {
            case 0 -> {
                return LuaDouble.valueOf(r);
            }
            case 1 -> {
                double high = Args.number(args.arg(1), 1, "random");
                if (!(1 <= high)) {
                    throw LuaErrors.argument(1, "random", "interval is empty");
                }
                return LuaDouble.valueOf(Math.floor(r * high) + 1);
            }
            case 2 -> {
                double low = Args.number(args.arg(1), 1, "random");
                double high = Args.number(args.arg(2), 2, "random");
                if (!(low <= high)) {
                    throw LuaErrors.argument(2, "random", "interval is empty");
                }
                return LuaDouble.valueOf(Math.floor(r * (high - low + 1)) + low);
            }
            default -> throw LuaErrors.error("wrong number of arguments");
        }
    }

    private LuaValue randomseed(LuaValue seed) {
        random = new SplittableRandom(
            Double.doubleToLongBits(Args.number(seed, 1, "randomseed")));
        return LuaValue.NONE;
    }

    private static LuaValue tointeger(LuaValue v) {
        if (v.type() == LuaValue.TNUMBER) {
            double x = v.todouble();
            return x == Math.rint(x) && Math.abs(x) <= 0x1p63 ? v : LuaValue.NIL;
        }
        if (v == LuaValue.NONE) {
            throw LuaErrors.argument(1, "tointeger", "value expected");
        }
        return LuaValue.NIL;
    }

    private static Varargs type(Varargs args) {
        LuaValue v = Args.present(args, 1, "type");
        if (v.type() != LuaValue.TNUMBER) {
            return LuaValue.NIL;
        }
        double x = v.todouble();
        return x == Math.rint(x) && Math.abs(x) <= INTEGER_MAX ? INTEGER : FLOAT;
    }
}
