package dev.socketley.engine.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
    @ParameterizedTest
    @CsvSource({
        "*, chat, true", "ch*, chat, true", "*t, chat, true", "c*a*, chat, true", "a*, chat, false",
        "ch?t, chat, true", "ch?, chat, false", "chat*, chat, true", "chat?, chat, false",
        "[a-c]hat, chat, true", "[!c]hat, chat, false", "[^x]hat, chat, true", "[ch, chat, false",
        "[], x, false", "[]x, []x, true", "api-[0-9], api-7, true", "*-*-*, a-b-c, true",
    })
    void patternsFitWholeNames(String pattern, String name, boolean fits) {
        assertEquals(fits, Targets.matches(pattern, name));
    }
}
