package dev.socketley.engine.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void aDocumentOfEveryKindReads() {
        Object value = Json.parse(" {\"a\":[1,-2.5,1e3,true,false,null],\"b\":\"x\\n\\u0041\"} ");
        Map<String, Object> expected = new LinkedHashMap<>();
        List<Object> list = new ArrayList<>(List.of(1L, -2.5, 1000.0, true, false));
        list.add(null);
        expected.put("a", list);
        expected.put("b", "x\nA");
        assertEquals(expected, value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"a\":1|json: ',' expected at character 7, got the end",
        "[1,]|json: a value expected at character 4, got ']'",
        "{\"a\":1,\"a\":2}|json: a key that is not there yet expected at character 8, got '\"'",
        "01|json: end of text expected at character 2, got '1'",
        "nul|json: a value expected at character 1, got 'n'",
        "\"a|json: the end of a string expected at character 3, got the end",
        "\"\\x\"|json: an escape of JSON expected at character 3, got 'x'",
        "1 2|json: end of text expected at character 3, got '2'",
        "{a:1}|json: a key in quotes expected at character 2, got 'a'",
        "\"\\u12g4\"|json: four hex digits expected at character 6, got 'g'",
    })
    void aMistakeIsNamedWithItsPlace(String text, String message) {
        assertEquals(message, assertThrows(JsonException.class, () -> Json.parse(text))
            .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1e400", "1.", "1e", "+1", ".5", "\"\t\"", "tru", "[",
        "{\"a\"", "'a'"})
    void whatIsNotJsonIsRefused(String text) {
        assertThrows(JsonException.class, () -> Json.parse(text));
    }

    @Test
    void depthIsBoundedBothWays() {
        int max = Json.DEPTH_MAX;
        assertEquals("[".repeat(max) + "]".repeat(max),
            Json.write(Json.parse("[".repeat(max) + "]".repeat(max))));
        assertTrue(assertThrows(JsonException.class,
            () -> Json.parse("[".repeat(max + 1) + "1" + "]".repeat(max + 1))).getMessage()
            .contains("64 levels"));
        Object deep = 1L;
        for (int i = 0; i <= max; i++) {
            deep = List.of(deep);
        }
        Object tooDeep = deep;
        assertThrows(JsonException.class, () -> Json.write(tooDeep));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThrows(JsonException.class, () -> Json.parse(new byte[] {'"', (byte) 0xc3, '"'}));
        assertEquals("é", Json.parse("\"é\"".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void writingEscapesWhatALineMustNotHold() {
        assertEquals("\"a\\n\\\"\\\\\\u0001\\ud800\"", Json.write("a\n\"\\\u0001\ud800"));
        assertEquals("\"😀\"", Json.write("😀"));
    }

    @Test
    void aNumberThatIsNotFiniteIsRefused() {
        assertThrows(JsonException.class, () -> Json.write(Double.NaN));
        assertEquals("[3,0.1,-0.0]", Json.write(List.of(3.0, 0.1, -0.0)));
    }

    @Test
    void prettyIndentsByTwo() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", List.of(1L, 2L));
        map.put("b", Map.of());
        assertEquals("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}", Json.pretty(map));
    }

    @Test
    void whateverIsWrittenReadsBackTheSame() {
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            Object value = randomValue(random, 0);
            assertEquals(value, Json.parse(Json.write(value)));
            assertEquals(value, Json.parse(Json.pretty(value)));
        }
    }

    @Test
    void noTextRaisesAnythingElse() {
        Random random = new Random(7);
        String alphabet = "{}[]\",:\\u0123456789eE+-.truefalsn \t";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Json.parse(text.toString());
            } catch (JsonException expected) {
                assertTrue(expected.getMessage().startsWith("json: "));
            }
        }
    }

    private static Object randomValue(Random random, int depth) {
        switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0: return null;
            case 1: return random.nextBoolean();
            case 2: return (long) random.nextInt();
            case 3: return random.nextInt() + 0.25;
            case 4: return randomText(random);
            case 5:
                List<Object> list = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    list.add(randomValue(random, depth + 1));
                }
                return list;
            default:
                Map<String, Object> map = new LinkedHashMap<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    map.put(randomText(random), randomValue(random, depth + 1));
                }
                return map;
        }
    }

    private static String randomText(Random random) {
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            out.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
        }
        return out.toString();
    }
}
