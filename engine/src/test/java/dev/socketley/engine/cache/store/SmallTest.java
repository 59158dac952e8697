package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Values that lie beside their keys. */
class SmallTest {
    private static final Limits LIMITS = new Limits(128, 64);
    private static final byte[] KEY = bytes("key");

    private final Store store = new Store(1000, key -> { });

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void add(Value to, String element) {
        byte[] bytes = bytes(element);
        switch (to) {
            case HashValue hash -> hash.set(bytes, 0, bytes.length, bytes("v" + element), LIMITS);
            case SetValue set -> set.add(bytes, 0, bytes.length, LIMITS, 512);
            case SortedSetValue sorted -> sorted.put(element.length(), bytes, 0, bytes.length, LIMITS);
            default -> throw new IllegalArgumentException(to.toString());
        }
    }

    private Value stored() {
        return (Value) store.get(KEY);
    }

    private void grow(String element) {
        Value value = stored();
        long before = value.memoryBytes();
        add(value, element);
        store.edited(Store.hash(KEY, 0, KEY.length), KEY, 0, KEY.length, value, before);
    }

    private static List<String> elements(Value value) {
        List<String> all = new ArrayList<>();
        long cursor = 0;
        do {
            cursor = value.elements(cursor, 1000, (some, from, length) ->
                all.add(new String(some, from, length, StandardCharsets.US_ASCII)));
        } while (cursor != 0);
        return all.stream().sorted().toList();
    }

    /** The same value is made apart and in a store, an element at a time, until it has grown. */
    private void comesBack(Supplier<Value> made, String first) {
        store.clear();
        Value apart = made.get();
        Value put = made.get();
        add(apart, first);
        add(put, first);
        store.put(KEY, put, 5000);
        assertNotSame(put, stored(), "it is a copy");
        for (int i = 0; i < 300; i++) {
            add(apart, first + i);
            grow(first + i);
            assertEquals(elements(apart), elements(stored()), first + i);
            assertEquals(apart.encoding(), stored().encoding(), first + i);
            assertEquals(apart.kind(), stored().kind());
            assertEquals(5000, store.deadline(KEY, 0, KEY.length));
        }
        assertSame(stored(), stored(), "it is the store's once it has grown");
        store.put(bytes("other"), bytes("string"), Store.NEVER);
        store.put(bytes("other"), made.get(), Store.NEVER);
        store.put(KEY, bytes("string"), Store.NEVER);
        assertArrayEquals(bytes("string"), (byte[]) store.get(KEY));
        store.remove(KEY);
        store.remove(bytes("other"));
        Store other = new Store(1000, key -> { });
        other.put(KEY, bytes("string"), Store.NEVER);
        other.remove(KEY);
        assertEquals(other.memoryBytes(), store.memoryBytes(), "nothing is left");
    }

    @Test
    void valuesOfEachKindComeBackAsTheyWere() {
        comesBack(HashValue::new, "f");
        comesBack(SetValue::new, "m");
        comesBack(SetValue::new, "1");
        comesBack(SortedSetValue::new, "z");
    }

    @Test
    void aValueThatIsEmptiedTakesItsKeyAlong() {
        SetValue set = new SetValue();
        add(set, "m");
        store.put(KEY, set, Store.NEVER);
        SetValue copy = (SetValue) stored();
        long before = copy.memoryBytes();
        copy.remove(bytes("m"), 0, 1);
        store.edited(Store.hash(KEY, 0, KEY.length), KEY, 0, KEY.length, copy, before);
        assertEquals(0, store.size());
    }

    @Test
    void whatIsShownIsNotChangedByLaterChanges() {
        HashValue hash = new HashValue();
        add(hash, "f");
        store.put(KEY, hash, Store.NEVER);
        HashValue shown = (HashValue) stored();
        grow("g");
        store.put(KEY, bytes("string"), Store.NEVER);
        assertEquals(List.of("f", "vf"), elements(shown));
    }
}
