package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * Quicksort in place, median of three, the smaller part by recursion.
 *
 * <p>The partition follows PUC's step by step, so that a table with equal or badly ordered elements
 * ends up the same. The order function may yield. <b>Thread:</b> the state's.
 */
final class Sorter {
    private final LuaTable t;
    private final LuaValue order;

    /** {@code order} null means {@code <}. */
    Sorter(LuaTable t, LuaValue order) {
        this.t = t;
        this.order = order;
    }

    void sort(int first, int last) {
        int low = first;
        int high = last;
        while (low < high) {
            Polls.poll(high - low);
            orderPair(low, high);
            if (high - low == 1) {
                return;
            }
            int middle = (low + high) >>> 1;
            if (!orderPair(low, middle)) {
                orderPair(middle, high);
            }
            if (high - low == 2) {
                return;
            }
            middle = partition(low, high, middle);
            if (middle - low < high - middle) {
                sort(low, middle - 1);
                low = middle + 1;
            } else {
                sort(middle + 1, high);
                high = middle - 1;
            }
        }
    }

    /** Exchanges the two when the later one is less; says whether it did. */
    private boolean orderPair(int a, int b) {
        LuaValue x = t.rawget(a);
        LuaValue y = t.rawget(b);
        if (!less(y, x)) {
            return false;
        }
        t.rawset(a, y);
        t.rawset(b, x);
        return true;
    }

    private int partition(int low, int high, int middle) {
        LuaValue pivot = t.rawget(middle);
        exchange(middle, high - 1);
        int i = low;
        int j = high - 1;
        while (true) {
            while (less(t.rawget(++i), pivot)) {
                if (i >= high) {
                    throw invalidOrder();
                }
            }
            while (less(pivot, t.rawget(--j))) {
                if (j <= low) {
                    throw invalidOrder();
                }
            }
            if (j < i) {
                exchange(high - 1, i);
                return i;
            }
            exchange(i, j);
        }
    }

    private static RuntimeException invalidOrder() {
        return LuaErrors.error("invalid order function for sorting");
    }

    private void exchange(int a, int b) {
        LuaValue x = t.rawget(a);
        t.rawset(a, t.rawget(b));
        t.rawset(b, x);
    }

    private boolean less(LuaValue a, LuaValue b) {
        try {
            return order == null ? Values.lessThan(a, b) : order.call(a, b).toboolean();
        } catch (LuaErrors.Raised e) {
            throw order == null ? e : e.by(order);
        }
    }
}
