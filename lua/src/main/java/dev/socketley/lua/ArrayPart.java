package dev.socketley.lua;

import java.util.Arrays;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaValue;

/**
 * The part of a table that holds elements 1 to n in an array.
 *
 * <p>The array holds values, or plain doubles when it was begun with {@link #setDouble} and has only
 * numbers so far. Integer keys within the array's length are always in the array; it grows when the
 * next element comes, and when counting shows that more than half of it would be used. Where elements
 * are missing, its length is what PUC's would be, and so is the border that is found.
 */
abstract sealed class ArrayPart extends HashPart permits Table {
    static final LuaValue[] NO_VALUES = {};
    private static final int ARRAY_MIN = 4;
    static final int ARRAY_MAX = 1 << 29;
    /** Stands for nil among doubles: a NaN that no calculation makes. */
    private static final long NIL_BITS = 0x7ffc_5ca1_ab1e_0000L;
    private static final double NIL_DOUBLE = Double.longBitsToDouble(NIL_BITS);
    private static final int KEY_BITS = 31;

    /** Elements, null for nil; empty while there are {@link #doubles}. */
    LuaValue[] values = NO_VALUES;
    /** Elements that are all numbers, or null. */
    double[] doubles;
    /** Behind this element all of the array is nil. */
    int size;
    /** Elements before {@link #size} may be nil. */
    boolean holes;
    /** The array may be longer than PUC's would be: short ones grow less often. */
    boolean spare;

    @Override
    public final LuaValue rawget(int key) {
        LuaValue[] a = values;
        int i = key - 1;
        if (i >= 0 && i < a.length) {
            LuaValue v = a[i];
            return v == null ? NIL : v;
        }
        return far(key);
    }

    private LuaValue far(int key) {
        double[] d = doubles;
        if (d != null && key > 0 && key <= d.length) {
            double v = d[key - 1];
            return isNil(v) ? NIL : LuaDouble.valueOf(v);
        }
        int slot = intKeys ? find(LuaInteger.valueOf(key)) : -1;
        return slot >= 0 ? nodes[slot + 1]
            : rest == null ? NIL : rest.get((Table) this, LuaInteger.valueOf(key));
    }

    @Override
    public final void rawset(int key, LuaValue value) {
        LuaValue[] a = values;
        int i = key - 1;
        if (i >= 0 && i < a.length && value != NIL && value != NONE) {
            if (key > size) {
                if (key > size + 1 && !holes) {
                    setBehind(key, value);
                    return;
                }
                size = key;
            }
            a[i] = value;
        } else {
            setFar(key, value.isnil() ? NIL : value);
        }
    }

    private void setFar(int key, LuaValue value) {
        int room = room();
        if (key > 0 && key <= room) {
            setInside(key, value);
        } else if (key == room + 1 && value != NIL && isFull()) {
            append();
            rawset(key, value);
        } else {
            trim();
            putAny(LuaInteger.valueOf(key), value);
        }
    }

    /** Stores a value, not nil, where the element before it is nil, too. */
    private void setBehind(int key, LuaValue value) {
        trim();
        holes |= key <= room();
        rawset(key, value);
    }

    private void setInside(int key, LuaValue value) {
        if (value == NIL) {
            erase(key - 1);
            return;
        }
        if (key > size + 1 && !holes) {
            setBehind(key, value);
            return;
        }
        if (doubles != null && value instanceof LuaNumber) {
            doubles[key - 1] = canonical(value.todouble());
        } else {
            box();
            values[key - 1] = value;
        }
        if (key > size) {
            size = key;
        }
    }

    private void erase(int i) {
        if (i >= size) {
            return;
        }
        trim();
        if (doubles != null) {
            doubles[i] = NIL_DOUBLE;
        } else {
            values[i] = null;
        }
        if (i < size - 1) {
            holes = true;
        } else {
            size = i;
            holes &= i > 0;
        }
    }

    private static double canonical(double d) {
        return d != d ? Double.NaN : d;
    }

    /** From plain doubles to values. */
    private void box() {
        double[] d = doubles;
        if (d == null) {
            return;
        }
        LuaValue[] a = new LuaValue[d.length];
        for (int i = 0; i < size; i++) {
            a[i] = isNil(d[i]) ? null : LuaDouble.valueOf(d[i]);
        }
        Growth.count(4L * a.length);
        doubles = null;
        values = a;
    }

    /** How many elements the array has room for. */
    final int room() {
        return doubles != null ? doubles.length : values.length;
    }

    final boolean isNilAt(int key) {
        return doubles != null ? isNil(doubles[key - 1]) : values[key - 1] == null;
    }

    /** Whether every element is in the array, so that it is longer with the next one. */
    private boolean isFull() {
        return !holes && size == room() && size < ARRAY_MAX && rest == null
            && !(intKeys && hasElements()) && !(size == 0 && hasUnused());
    }

    /** Makes room for one more than fits, as much as PUC would after counting, or a little more. */
    private void append() {
        int room = Integer.highestOneBit(room()) << 1;
        grow(Math.max(ARRAY_MIN, room));
        spare = room < ARRAY_MIN && !holes;
    }

    /** Gives up what a short array is longer than PUC's. */
    private void trim() {
        int room = size <= 1 ? size : Integer.highestOneBit(size - 1) << 1;
        if (spare && room < room()) {
            if (doubles != null) {
                doubles = Arrays.copyOf(doubles, room);
            } else {
                values = Arrays.copyOf(values, room);
            }
        }
        spare = false;
    }

    final void grow(int room) {
        int before = room();
        spare = false;
        if (doubles != null) {
            doubles = Arrays.copyOf(doubles, room);
            Arrays.fill(doubles, before, room, NIL_DOUBLE);
            Growth.count(8L * room);
        } else {
            values = Arrays.copyOf(values, room);
            Growth.count(4L * room);
        }
        if (intKeys) {
            takeIn(before);
        }
    }

    /** Moves integer keys from the hash part that the array has grown to cover. */
    private void takeIn(int before) {
        LuaValue[] n = nodes;
        for (int i = 0; i < n.length; i += 2) {
            if (n[i] instanceof LuaInteger k && k.v > before && k.v <= room()
                    && n[i + 1] != NIL) {
                LuaValue v = n[i + 1];
                n[i + 1] = NIL;
                setInside(k.v, v);
            }
        }
        lookForHoles();
    }

    private void lookForHoles() {
        holes = countElements() < size;
    }

    /** Whether {@link #getDouble} has said that there is no number. */
    public static boolean isNil(double d) {
        return d != d && Double.doubleToRawLongBits(d) == NIL_BITS;
    }

    /** A number element without a box; {@link #isNil(double)} if it is no number or not there. */
    public final double getDouble(int key) {
        double[] d = doubles;
        int i = key - 1;
        if (d != null && i >= 0 && i < d.length) {
            return d[i];
        }
        return rawget(key) instanceof LuaNumber n ? canonical(n.todouble()) : NIL_DOUBLE;
    }

    /** Sets a number element; an array begun so holds plain doubles while it has only numbers. */
    public final void setDouble(int key, double value) {
        double[] d = doubles;
        int i = key - 1;
        if (d != null && i >= 0 && i < d.length) {
            if (key > size) {
                if (key > size + 1 && !holes) {
                    setBehind(key, LuaDouble.valueOf(value));
                    return;
                }
                size = key;
            }
            d[i] = canonical(value);
            return;
        }
        if (key == 1 && values.length == 0 && d == null && isFull()) {
            doubles = new double[ARRAY_MIN];
            Arrays.fill(doubles, NIL_DOUBLE);
            if (intKeys) {
                takeIn(0);
            }
            spare = !holes;
            setDouble(key, value);
        } else if (d != null && key == d.length + 1 && isFull()) {
            append();
            setDouble(key, value);
        } else {
            rawset(key, LuaDouble.valueOf(value));
        }
    }

    final void putAny(LuaValue key, LuaValue value) {
        if (rest != null) {
            absent = 0;
            rest.put((Table) this, key, value);
        } else {
            put(key, value);
        }
    }

    @Override
    final void rearrange(LuaValue key, LuaValue value) {
        int room = room();
        int others = liveNodes() + 1;
        if (room > 0 || intKeys || key instanceof LuaInteger) {
            int[] counts = new int[KEY_BITS + 1];
            int best = bestRoom(counts, countInts(counts, key));
            others += countElements() - elementsWithin(counts, best);
            room = best;
            spare = false;
        }
        boolean crowded = room == 0 && others <= slots() && others > slots() / 4 * 3;
        resize(room, crowded ? slots() * 2 : others);
        restore(key, value);
    }

    /** Stores what this table's own parts hold, whatever {@link #rest} would do with a new key. */
    private void restore(LuaValue key, LuaValue value) {
        if (key instanceof LuaInteger n && n.v > 0 && n.v <= room()) {
            rawset(n.v, value);
        } else {
            put(key, value);
        }
    }

    private int countElements() {
        int live = 0;
        for (int i = 1; i <= size; i++) {
            if (!isNilAt(i)) {
                live++;
            }
        }
        return live;
    }

    /** Counts positive integer keys by the power of two that covers them, the new key included. */
    private int countInts(int[] counts, LuaValue key) {
        int all = 0;
        for (int i = 1; i <= size; i++) {
            if (!isNilAt(i)) {
                counts[covering(i)]++;
                all++;
            }
        }
        LuaValue[] n = nodes;
        for (int i = 0; i < n.length; i += 2) {
            if (n[i] instanceof LuaInteger k && k.v > 0 && n[i + 1] != NIL) {
                counts[covering(k.v)]++;
                all++;
            }
        }
        if (key instanceof LuaInteger k && k.v > 0) {
            counts[covering(k.v)]++;
            all++;
        }
        return all;
    }

    private static int covering(int key) {
        return 32 - Integer.numberOfLeadingZeros(key - 1);
    }

    /** The largest power of two of which more than half would be used. */
    private static int bestRoom(int[] counts, int ints) {
        int best = 0;
        int sum = 0;
        for (int i = 0; i < KEY_BITS - 1 && (1 << i) / 2 < ints; i++) {
            sum += counts[i];
            if (sum > (1 << i) / 2) {
                best = 1 << i;
            }
        }
        return Math.min(best, ARRAY_MAX);
    }

    private static int elementsWithin(int[] counts, int room) {
        int sum = 0;
        for (int i = 0; i < counts.length && 1L << i <= room; i++) {
            sum += counts[i];
        }
        return sum;
    }

    final void resize(int room, int others) {
        LuaValue[] oldNodes = nodes;
        LuaValue[] oldValues = values;
        double[] oldDoubles = doubles;
        int oldSize = size;
        allocate(others);
        if (room != room()) {
            values = NO_VALUES;
            doubles = null;
            size = 0;
            if (oldDoubles != null) {
                doubles = Arrays.copyOf(oldDoubles, room);
                Arrays.fill(doubles, Math.min(oldSize, room), room, NIL_DOUBLE);
            } else {
                values = Arrays.copyOf(oldValues, room);
            }
            Growth.count((oldDoubles != null ? 8L : 4L) * room);
            size = Math.min(oldSize, room);
            for (int i = room; i < oldSize; i++) {
                if (oldDoubles != null && !isNil(oldDoubles[i])) {
                    put(LuaInteger.valueOf(i + 1), LuaDouble.valueOf(oldDoubles[i]));
                } else if (oldDoubles == null && oldValues[i] != null) {
                    put(LuaInteger.valueOf(i + 1), oldValues[i]);
                }
            }
        }
        // What comes back comes in no order: until all is there, it is not full.
        holes = true;
        for (int i = oldNodes.length - 2; i >= 0; i -= 2) {
            if (oldNodes[i] != null && oldNodes[i + 1] != NIL) {
                restore(oldNodes[i], oldNodes[i + 1]);
            }
        }
        lookForHoles();
    }

    // Length.

    /** The border that PUC's search would find. */
    @Override
    public final int rawlen() {
        int n = holes ? room() : size;
        if (n == room()) {
            if (n == 0 || !isNilAt(n)) {
                return intKeys || rest != null ? borderBehind(n) : n;
            }
            return borderWithin(n);
        }
        return n;
    }

    /** A border in the array, whose element {@code n} is nil. */
    private int borderWithin(int n) {
        int low = 0;
        int high = n;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (isNilAt(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    private int borderBehind(int n) {
        int low = n;
        int high = n + 1;
        while (!rawget(high).isnil()) {
            low = high;
            if (high > Integer.MAX_VALUE / 2) {
                // Made to mislead: look one by one.
                int i = 1;
                while (!rawget(i).isnil()) {
                    i++;
                }
                return i - 1;
            }
            high *= 2;
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (rawget(middle).isnil()) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }
}
