package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What was noted of the changes of a value takes them back and makes them again. */
class EditsTest {
    private static final Limits SMALL = new Limits(2, 64);

    private static byte[] element(Random random) {
        return ("element " + random.nextInt(60)).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static <T extends Value> void holds(T value, BiConsumer<T, Random> change,
            Function<T, ?> shown) {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            change.accept(value, random);
        }
        for (int round = 0; round < 300; round++) {
            Object before = shown.apply(value);
            Edits edits = new Edits();
            value.note(edits);
            for (int i = random.nextInt(8); i >= 0; i--) {
                change.accept(value, random);
            }
            value.note(null);
            Object after = shown.apply(value);
            edits.undo();
            assertEquals(before, shown.apply(value), "taken back in round " + round);
            edits.redo();
            assertEquals(after, shown.apply(value), "made again in round " + round);
        }
    }

    @Test
    void ofAList() {
        holds(new ListValue(8), (list, random) -> {
            byte[] bytes = element(random);
            int index = random.nextInt(list.size() + 1);
            switch (random.nextInt(9)) {
                case 0 -> list.pushFirst(bytes, 0, bytes.length);
                case 1, 2 -> list.pushLast(bytes, 0, bytes.length);
                case 3, 4 -> list.insert(index, bytes, 0, bytes.length);
                case 5 -> list.dropFirst(random.nextInt(4));
                case 6 -> list.dropLast(random.nextInt(4));
                case 7 -> {
                    if (index < list.size()) {
                        list.set(index, bytes, 0, bytes.length);
                    }
                }
                default -> list.removeEqual(bytes, 0, bytes.length, 1 + random.nextInt(3),
                    random.nextBoolean());
            }
        }, list -> list.plain().stream().map(EditsTest::text).toList());
    }

    @Test
    void ofAHash() {
        holds(new HashValue(), (hash, random) -> {
            byte[] field = element(random);
            if (random.nextInt(3) == 0) {
                hash.remove(field, 0, field.length);
            } else {
                hash.set(field, 0, field.length, element(random), SMALL);
            }
        }, hash -> {
            List<String> all = new ArrayList<>();
            hash.plain().forEach((field, value) -> all.add(text(field) + "=" + text(value)));
            return all.stream().sorted().toList();
        });
    }

    @Test
    void ofASet() {
        holds(new SetValue(), (set, random) -> {
            byte[] member = element(random);
            switch (random.nextInt(5)) {
                case 0 -> set.remove(member, 0, member.length);
                case 1 -> {
                    if (set.size() > 0) {
                        set.pop();
                    }
                }
                default -> set.add(member, 0, member.length, SMALL, 2);
            }
        }, set -> set.plain().stream().map(EditsTest::text).sorted().toList());
    }

    @Test
    void ofASortedSet() {
        holds(new SortedSetValue(), (set, random) -> {
            byte[] member = element(random);
            switch (random.nextInt(6)) {
                case 0 -> set.remove(member, 0, member.length);
                case 1 -> {
                    int members = Math.min(set.size(), random.nextInt(4));
                    set.removeRange(random.nextInt(set.size() - members + 1), members);
                }
                default -> set.put(random.nextInt(9), member, 0, member.length, SMALL);
            }
        }, set -> {
            List<String> all = new ArrayList<>();
            SortedCursor cursor = set.cursor(0);
            while (cursor.next()) {
                all.add(text(cursor.member().copy()) + "=" + cursor.score());
            }
            return all;
        });
    }
}
