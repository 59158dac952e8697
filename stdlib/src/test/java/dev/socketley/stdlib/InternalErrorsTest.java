package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.log.Log;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class InternalErrorsTest {
    @Test
    void theLogHasTheStackOfAFaultAndOfItsCauseOnceForMany() {
        List<Log.Line> lines = new CopyOnWriteArrayList<>();
        Runnable remove = Log.listen(line -> {
            if (line.level() == Log.Level.ERROR) {
                lines.add(line);
            }
        });
        try {
            RuntimeException fault = new IllegalStateException("Recursive update",
                new ClassCastException("beneath"));
            for (int i = 0; i < 100; i++) {
                InternalErrors.log("chat.lua", fault);
            }
        } finally {
            remove.run();
        }
        assertEquals(2, lines.size(), lines::toString);
        assertEquals("internal_error times=1 script=chat.lua", lines.get(0).text());
        String stack = lines.get(1).text();
        assertTrue(stack.startsWith("java.lang.IllegalStateException: Recursive update\n\tat "), stack);
        assertTrue(stack.contains("\ncaused by java.lang.ClassCastException: beneath\n\tat "), stack);
        assertTrue(stack.contains("InternalErrorsTest"), stack);
    }
}
