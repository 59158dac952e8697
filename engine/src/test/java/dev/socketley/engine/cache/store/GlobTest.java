package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*, anything, true", "a*, abc, true", "a*, bc, false", "h?llo, hello, true",
        "h?llo, hllo, false", "h[ae]llo, hallo, true", "h[ae]llo, hillo, false",
        "h[^e]llo, hallo, true", "h[^e]llo, hello, false", "h[a-c]llo, hbllo, true",
        "h[c-a]llo, hbllo, true", "h[a-c]llo, hdllo, false", "a\\*b, a*b, true",
        "a\\*b, axb, false", "*a*b*c*, xxaxxbxxcxx, true", "*a*b*c*, xxaxxcxxbxx, false",
        "abc, abc, true", "abc, abcd, false", "a**b, ab, true", "[a, a, true",
        "[\\]], ], true", "a*, a, true"})
    void patternsMatchAsInAShell(String pattern, String text, boolean expected) {
        assertEquals(expected,
            new Glob(StoreTest.bytes(pattern)).matches(StoreTest.bytes(text)));
    }
}
