package dev.socketley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.types.RuntimeTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
    private final Engine engine = new Engine(RuntimeTypes.ALL, Transport.NIO, 1);

    @AfterEach
    void close() {
        engine.close();
    }

    private Runtime create(String name) {
        RuntimeType type = engine.type("server");
        return engine.create(type, name, type.defaults(), Hooks.NONE, "", null);
    }

    private EngineException refused(ErrorCode code, String name) {
        EngineException e = assertThrows(EngineException.class, () -> create(name));
        assertEquals(code, e.code(), e::getMessage);
        return e;
    }

    @Test
    void anUnknownTypeIsRefusedWithTheNearestOne() {
        EngineException e = assertThrows(EngineException.class, () -> engine.type("sevrer"));
        assertEquals(ErrorCode.ETYPE, e.code());
        assertTrue(e.getMessage().contains("'server'"), e::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä", "a\n"})
    void aNameOfOtherCharactersIsRefused(String name) {
        refused(ErrorCode.ENAME, name);
    }

    @Test
    void aNameHasUpTo128Characters() {
        assertEquals(128, create("n".repeat(128)).name().length());
        refused(ErrorCode.ENAME, "n".repeat(129));
    }

    @Test
    void aTakenNameIsAnotherErrorThanAnInvalidOne() {
        create("chat-1_a.b");
        EngineException taken = refused(ErrorCode.EEXIST, "chat-1_a.b");
        EngineException invalid = refused(ErrorCode.ENAME, "chat 1");
        assertTrue(taken.getMessage().contains("chat-1_a.b"), taken::getMessage);
        assertTrue(invalid.getMessage().contains("chat 1"), invalid::getMessage);
    }
}
