package dev.socketley.lua;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Everything about tasks once more, on the fallback without continuations. */
class ThreadFiberTest extends LuaStateTest {
    private static boolean before;

    @BeforeAll
    static void useThreads() {
        before = Fibers.continuations;
        Fibers.continuations = false;
    }

    @AfterAll
    static void useWhatWas() {
        Fibers.continuations = before;
    }
}
