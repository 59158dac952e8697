package dev.socketley.engine.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.types.RuntimeTypes;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is true of every option row, whichever runtime type it belongs to. */
class OptionRowsTest {
    private static final Pattern RANGE =
        Pattern.compile("(integer|number|bytes|seconds|milliseconds) (\\S+)\\.\\.(\\S+).*");

    private static Set<Option<?>> rows() {
        Set<Option<?>> all = new LinkedHashSet<>(CommonOptions.ALL);
        RuntimeTypes.ALL.forEach(type -> all.addAll(type.options()));
        return all;
    }

    private static Stream<DynamicTest> each(Consumer<Option<?>> check) {
        return rows().stream().map(o -> DynamicTest.dynamicTest(o.key(), () -> check.accept(o)));
    }

    private static Stream<DynamicTest> eachRange(RangeCheck check) {
        return rows().stream().filter(o -> RANGE.matcher(o.expected()).matches()).map(o -> {
            Matcher m = RANGE.matcher(o.expected());
            assertTrue(m.matches());
            double min = value(m.group(1), m.group(2));
            double max = value(m.group(1), m.group(3));
            return DynamicTest.dynamicTest(o.key(), () -> check.on(o, min, max));
        });
    }

    private interface RangeCheck {
        void on(Option<?> option, double min, double max);
    }

    /** A bound in the unit that a bare number has. */
    private static double value(String kind, String text) {
        if (!kind.equals("seconds")) {
            return Double.parseDouble(text);
        }
        Duration d = Values.duration(text, 1000, Duration.ZERO, Duration.ofDays(3650));
        return d.toNanos() / 1e9;
    }

    @TestFactory
    Stream<DynamicTest> explainsItself() {
        return each(o -> assertTrue(o.help().length() > 15 && o.help().endsWith("."), o.help()));
    }

    @TestFactory
    Stream<DynamicTest> isSpelledInKebabCase() {
        return each(o -> assertTrue(o.key().matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"), o.key()));
    }

    @TestFactory
    Stream<DynamicTest> acceptsItsOwnFallback() {
        return each(o -> {
            Object fallback = o.fallback();
            Object raw = fallback instanceof Duration d
                ? (o.expected().startsWith("milli") ? d.toMillis() : d.toNanos() / 1e9) : fallback;
            assertEquals(fallback, o.parse(raw));
        });
    }

    @TestFactory
    Stream<DynamicTest> acceptsBothEndsOfItsRange() {
        return eachRange((o, min, max) -> {
            o.parse(min);
            o.parse(max);
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatIsBelowItsRange() {
        return eachRange((o, min, max) -> refused(o, min - 1));
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatIsAboveItsRange() {
        return eachRange((o, min, max) -> refused(o, max + Math.max(1, max / 1e6)));
    }

    @TestFactory
    Stream<DynamicTest> refusesAnotherType() {
        return each(o -> refused(o, new Object()));
    }

    private static void refused(Option<?> option, Object raw) {
        OptionException e = assertThrows(OptionException.class, () -> option.parse(raw));
        String start = option.luaKey() + ": " + option.expected() + " expected, got ";
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
    }

    @Test
    void noTypeHasTwoRowsOfOneKey() {
        RuntimeTypes.ALL.forEach(type -> {
            Set<String> keys = new HashSet<>();
            Set<String> flags = new HashSet<>();
            type.defaults().rows().forEach(o -> {
                assertTrue(keys.add(o.key()), type + " has two " + o.key());
                assertTrue(o.flag() == null || flags.add(o.flag()), type + " has two " + o.flag());
            });
        });
    }

    @Test
    void everyTypeHasRows() {
        assertFalse(RuntimeTypes.ALL.isEmpty());
    }
}
